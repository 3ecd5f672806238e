"""What moves the prices: the simulated exchange, a recorded day, the provider chain. None of them touches the database."""

from __future__ import annotations
