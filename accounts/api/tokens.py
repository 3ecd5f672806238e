"""Signing in, staying signed in and signing out of the REST interface."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, logout, user_logged_in
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts.api import serializers
from accounts.api.input import read
from accounts.domain import audit_context
from accounts.services import attempts, tokens
from accounts.services.credentials import WrongCredentials
from stocksteward.core import clock


class Login(APIView):
    """Exchange e-mail address and password for a pair of tokens."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.Credentials, responses={200: serializers.SignedIn})
    def post(self, request: Request) -> Response:
        """Sign in. Too many wrong passwords lock the address out (429)."""
        credentials = read(request, serializers.Credentials)
        at, acting = clock.now(), audit_context.current()
        attempts.check(name="sign_in", address=acting.address, at=at)
        # Django's own request, not DRF's: django-axes marks it when it locks somebody out.
        user: Any = authenticate(request._request, email=credentials["email"].lower(), password=credentials["password"])  # noqa: SLF001
        if user is None:
            attempts.count(name="sign_in", address=acting.address, at=at)
            raise WrongCredentials
        # As django.contrib.auth.login does: django-axes forgets the wrong passwords, and the user's latest sign-in is noted.
        user_logged_in.send(sender=type(user), request=request._request, user=user)  # noqa: SLF001
        audit_context.identify(actor_id=user.pk)
        pair = tokens.open_pair(user_id=user.pk, address=acting.address, user_agent=acting.user_agent, at=at)
        return Response({"access": pair.access, "refresh": pair.refresh, "user": serializers.OwnUserShape(user).data})


class Refresh(APIView):
    """Exchange a refresh token for the next pair; each works once."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.RefreshToken, responses={200: serializers.TokenPair})
    def post(self, request: Request) -> Response:
        """Rotate. A refresh token that is used twice ends its session."""
        pair = tokens.rotate(refresh=read(request, serializers.RefreshToken)["refresh"], at=clock.now())
        return Response({"access": pair.access, "refresh": pair.refresh})


class Logout(APIView):
    """End the session of the token, of the refresh token in the body, or of the browser."""

    permission_classes = (AllowAny,)

    @extend_schema(request=serializers.OptionalRefreshToken, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign out."""
        at = clock.now()
        refresh = read(request, serializers.OptionalRefreshToken).get("refresh")
        if refresh:
            tokens.end_pair(refresh=refresh, at=at)
        if isinstance(request.auth, Token):
            tokens.end_session_of_claims(session_id=str(request.auth["sid"]), user_id=int(request.user.pk or 0), at=at)
        elif request.auth is None and request.user.is_authenticated:
            browser = request._request  # noqa: SLF001 -- the session belongs to Django's request
            session_id = browser.session.get("user_session_id", "")
            tokens.end_session_of_claims(session_id=str(session_id), user_id=int(request.user.pk), at=at)
            logout(browser)
        return Response(status=204)
