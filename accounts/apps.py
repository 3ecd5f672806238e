"""The accounts app, and the admin site that asks our policy."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "accounts"

    def ready(self) -> None:
        """Join topic, sequence keeper and audit log."""
        from django.apps import apps

        from accounts.consumers import register_topics
        from accounts.models.api_key import ApiKey
        from accounts.models.user import Preferences, User
        from accounts.services import audit, topic_sequences
        from stocksteward.core.live import sequence

        register_topics()
        sequence.keep_with(next_number=topic_sequences.next_number, current_number=topic_sequences.current_number)
        audit.chain_log_entries()
        audit.track(User, exclude_fields=["password", "last_login", "updated_at"])
        audit.track(Preferences, exclude_fields=["updated_at"])
        audit.track(ApiKey, exclude_fields=["key_hash", "latest_used_at", "updated_at"])
        for name in ("PeriodicTask", "IntervalSchedule", "CrontabSchedule"):
            # Schedules are changed in the admin; what beat itself writes into them is no decision of a person.
            model = apps.get_model("django_celery_beat", name)
            audit.track(model, exclude_fields=["last_run_at", "total_run_count", "date_changed"] if name == "PeriodicTask" else [])


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site: entered through our own sign-in page."""

    default = False
    default_site = "accounts.admin.site.DeskAdminSite"
