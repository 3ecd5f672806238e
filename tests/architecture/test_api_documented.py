"""The page on the interfaces names every path with its methods, every topic and every close code, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from stocksteward.core.live import consumer, topics

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver, before=""):
    """Every path below a resolver, as the page writes it, with its view."""
    for found in resolver.url_patterns:
        address = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, address)
        else:
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address), found


def paths_of_the_code():
    return {
        address: {method.upper() for method in METHODS if hasattr(found.callback.view_class, method)}
        for address, found in patterns(get_resolver())
        if address.startswith("/api/")
    }


def paths_of_the_page():
    rows = re.findall(r"^\| `([A-Z ]+) (/api/[^`]*)` \|", PAGE, re.MULTILINE)
    assert len(rows) == len({address for _, address in rows}), "a path is documented twice"
    return {address: set(methods.split()) for methods, address in rows}


def test_every_path_of_the_api_is_documented_with_its_methods():
    assert paths_of_the_page() == paths_of_the_code()


def test_every_topic_is_documented_with_its_type():
    rows = dict(re.findall(r"^\| `([a-z:{}_]+)` \| `([a-z_]+)` \|", PAGE, re.MULTILINE))

    assert rows == {topic.name: topic.message_type for topic in topics.all_topics()}


def test_limits_and_close_codes_of_the_socket_are_the_codes_of_the_consumer():
    codes = {int(code) for code in re.findall(r"^\| (4\d{3}) \|", PAGE, re.MULTILINE)}

    assert codes == {
        consumer.UNAUTHENTICATED,
        consumer.TOO_MANY_SOCKETS,
        consumer.NO_LONGER_ALLOWED,
        consumer.TOO_FAST,
        consumer.TOO_LARGE,
    }
    assert (
        f"{consumer.SOCKETS_PER_USER_MAX} sockets a user and process, {consumer.TOPICS_MAX} topics a socket, "
        f"{consumer.MESSAGES_PER_SECOND_MAX} messages a second, {consumer.MESSAGE_BYTES_MAX // 1024} KiB a message"
    ) in PAGE
