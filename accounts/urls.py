"""Pages of the accounts app."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from accounts.views import notifications, passwords, registration, settings, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("register/", registration.register, name="register"),
    path("register/done/", registration.register_done, name="register_done"),
    path("verify-email/<str:token>/", registration.verify_email, name="verify_email"),
    path("password-reset/", passwords.password_reset, name="password_reset"),
    path("password-reset/done/", passwords.password_reset_done, name="password_reset_done"),
    path("password-reset/<str:uid>/<str:token>/", passwords.password_reset_confirm, name="password_reset_confirm"),
    path("settings/", settings.settings, name="settings"),
    path("settings/profile/", settings.profile_change, name="profile_change"),
    path("settings/preferences/", settings.preferences_change, name="preferences_change"),
    path("settings/theme/", settings.theme_change, name="theme_change"),
    path("settings/password/", settings.password_change, name="password_change"),
    path("settings/api-keys/", settings.api_key_create, name="api_key_create"),
    path("settings/api-keys/<uuid:key_id>/revoke/", settings.api_key_revoke, name="api_key_revoke"),
    path("settings/sessions/end-others/", settings.sessions_end_others, name="sessions_end_others"),
    path("settings/sessions/<uuid:session_id>/end/", settings.session_end, name="session_end"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("notifications/read/", notifications.notifications_read_all, name="notifications_read_all"),
    path("notifications/<int:notification_id>/read/", notifications.notification_read, name="notification_read"),
]
