"""Registering, verifying and resetting a password in a browser."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from accounts.models.user import User
from tests.factories.accounts import PASSWORD, arjun

pytestmark = pytest.mark.django_db


def test_a_weak_password_is_refused_beside_its_field(client):
    page = client.post("/register/", {"full_name": "New", "email": "new@desk.example", "password": "short"})

    assert page.status_code == 422
    assert "password" in page.context["form"].errors
    assert not User.objects.exists()


def test_a_known_address_is_answered_like_a_new_one(client):
    arjun()

    known = client.post("/register/", {"full_name": "Some", "email": "arjun@desk.example", "password": PASSWORD})
    new = client.post("/register/", {"full_name": "New", "email": "new@desk.example", "password": PASSWORD})

    assert known.status_code == new.status_code == 302
    assert known["Location"] == new["Location"] == "/register/done/"
    assert client.get("/register/done/").status_code == 200


def test_a_mailed_link_changes_nothing_until_the_button_is_pressed(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/register/", {"full_name": "New", "email": "new@desk.example", "password": PASSWORD})
    link = re.search(r"http://127\.0\.0\.1:8000(/verify-email/\S+/)", mail.outbox[0].body).group(1)

    assert client.get(link).status_code == 200
    assert User.objects.get().state == "INACTIVE"

    assert client.post(link).status_code == 302
    assert User.objects.get().state == "ACTIVE"
    assert client.post(link).status_code == 400


def test_a_new_password_is_set_with_a_mailed_link(client, django_capture_on_commit_callbacks):
    person = arjun()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/password-reset/", {"email": "arjun@desk.example"}).status_code == 302
        assert client.post("/password-reset/", {"email": "nobody@desk.example"}).status_code == 302
    assert len(mail.outbox) == 1
    link = re.search(r"(/password-reset/\S+/\S+/)", mail.outbox[0].body).group(1)
    new = "an-entirely-different-phrase"

    assert client.get(link).status_code == 200
    assert client.post(link, {"password": new, "repeated": "other"}).status_code == 422
    assert client.post(link, {"password": "short", "repeated": "short"}).status_code == 422
    assert client.post(link, {"password": new, "repeated": new}).status_code == 302
    assert client.get(link).status_code == 400

    person.refresh_from_db()
    assert person.check_password(new)


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/register/", "/register/done/", "/password-reset/", "/password-reset/done/", "/verify-email/x/"]
)
def test_public_pages_need_no_sign_in(client, path):
    assert client.get(path).status_code == 200
