"""The Redis cache of the scaled-out desk, which does not take the pages down when Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

# While Redis is away each call would otherwise wait for its own time-out.
PAUSE_SECONDS = 5.0


class ForgivingRedisCache(RedisCache):
    """Counts and remembers in this process while Redis does not answer.

    What is cached here are hints and counters of requests. Each process then counts for itself, which is at most as many times
    the limit as there are processes, until Redis is back.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._local = LocMemCache("while-redis-is-away", {})
        self._asked_again_at = 0.0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """As the cache interface says."""
        return self._try(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), lambda: self._local.get(key, default, version)
        )

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """As the cache interface says."""
        wanted = list(keys)
        found: dict[Any, Any] = self._try(
            lambda: super(ForgivingRedisCache, self).get_many(wanted, version), lambda: self._local.get_many(wanted, version)
        )
        return found

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """As the cache interface says."""
        self._try(
            lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), lambda: self._local.set(key, value, *args, **kwargs)
        )

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """As the cache interface says."""
        return bool(
            self._try(
                lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs),
                lambda: self._local.add(key, value, *args, **kwargs),
            )
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """As the cache interface says."""
        return int(
            self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), lambda: self._local.incr(key, delta, version))
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        """As the cache interface says."""
        return bool(self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), lambda: self._local.delete(key, version)))

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """As the cache interface says."""
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).touch(key, *args, **kwargs), lambda: self._local.touch(key, *args, **kwargs))
        )

    def _try(self, ask: Callable[[], Any], ask_locally: Callable[[], Any]) -> Any:
        if time.monotonic() < self._asked_again_at:
            return ask_locally()
        try:
            return ask()
        except (redis.ConnectionError, redis.TimeoutError):
            self._asked_again_at = time.monotonic() + PAUSE_SECONDS
            logger.warning("the cache does not answer; this process remembers for itself meanwhile")
            return ask_locally()
