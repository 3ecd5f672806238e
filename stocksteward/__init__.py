"""The Django project: settings, the shared kernel, and what joins the five apps."""

from __future__ import annotations

from stocksteward.celery import app as celery_app

__all__ = ["celery_app"]
