"""A cache that is away costs no page: this process remembers for itself, and asks again after a while."""

from __future__ import annotations

import pytest

from stocksteward.core.forgiving_cache import ForgivingRedisCache
from tests.desk_process import free_port


@pytest.fixture
def cache():
    """A cache whose Redis nobody runs."""
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": {"socket_connect_timeout": 1}})


def test_values_and_counters_are_kept_in_this_process_while_redis_is_away(cache):
    cache.set("price", "1", 30)
    added_twice = [cache.add("count", 1, 30), cache.add("count", 1, 30)]

    assert cache.get("price") == "1"
    assert cache.get_many(key for key in ("price", "other")) == {"price": "1"}
    assert added_twice == [True, False]
    assert cache.incr("count") == 2
    assert cache.touch("count", 30)
    assert cache.delete("price")
    assert cache.get("price", "gone") == "gone"


def test_counting_what_is_not_there_is_the_usual_error(cache):
    with pytest.raises(ValueError, match="nowhere"):
        cache.incr("nowhere")
