"""Readers of the files that exchanges, brokers and libraries give: text in, checked rows and reasons out."""

from __future__ import annotations
