"""Which address is believed."""

from __future__ import annotations

import pytest

from accounts.domain.addresses import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded_for", "proxy_count", "expected"),
    [
        ("10.0.0.1", "6.6.6.6", 0, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, 7.7.7.7", 1, "7.7.7.7"),
        ("10.0.0.1", "6.6.6.6, 7.7.7.7, 10.0.0.2", 2, "7.7.7.7"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "7.7.7.7", 2, "10.0.0.1"),
        ("10.0.0.1", "<script>", 1, ""),
        ("", "", 0, ""),
        ("::1", "", 0, "::1"),
    ],
)
def test_only_declared_proxies_are_believed(remote, forwarded_for, proxy_count, expected):
    assert client_address(remote=remote, forwarded_for=forwarded_for, proxy_count=proxy_count) == expected
