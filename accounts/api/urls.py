"""REST paths of the accounts app, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from accounts.api import own, tokens, users

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/login/", tokens.Login.as_view(), name="api_login"),
    path("auth/refresh/", tokens.Refresh.as_view(), name="api_refresh"),
    path("auth/logout/", tokens.Logout.as_view(), name="api_logout"),
    path("auth/register/", own.Register.as_view(), name="api_register"),
    path("auth/me/", own.Me.as_view(), name="api_me"),
    path("auth/verify-email/", own.VerifyEmail.as_view(), name="api_verify_email"),
    path("auth/password-reset/", own.PasswordReset.as_view(), name="api_password_reset"),
    path("auth/password-reset/confirm/", own.PasswordResetConfirm.as_view(), name="api_password_reset_confirm"),
    path("auth/password-change/", own.PasswordChange.as_view(), name="api_password_change"),
    path("auth/sessions/", own.SessionList.as_view(), name="api_sessions"),
    path("auth/sessions/<uuid:session_id>/", own.SessionDetail.as_view(), name="api_session"),
    path("auth/api-keys/", own.ApiKeyList.as_view(), name="api_keys"),
    path("auth/api-keys/<uuid:key_id>/", own.ApiKeyDetail.as_view(), name="api_key"),
    path("auth/notifications/", own.NotificationList.as_view(), name="api_notifications"),
    path("users/", users.UserList.as_view(), name="api_users"),
    path("users/<int:user_id>/", users.UserDetail.as_view(), name="api_user"),
]
