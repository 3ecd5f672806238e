"""Sending one plain e-mail after the commit."""

from __future__ import annotations

import logging
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_after_commit(*, to: str, subject: str, template: str, context: dict[str, str]) -> None:
    """Render ``accounts/mail/<template>.txt`` now and send it once the surrounding transaction has committed."""
    body = render_to_string(f"accounts/mail/{template}.txt", {**context, "desk": settings.STEWARD_BASE_URL})
    transaction.on_commit(partial(_send, to, subject, body))


def _send(to: str, subject: str, body: str) -> None:
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [to])
    except (SMTPException, OSError):
        # The person asks again; what the mail was about is in the database already.
        logger.exception("mail not sent")
