"""The Celery application; what it runs are the tasks modules of the apps."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocksteward.settings")

app = Celery("stocksteward")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
