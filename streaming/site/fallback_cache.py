"""FallbackCache: the cache in Redis, or in this process while Redis is away.

Cached values may be lost at any time, so callers need not notice. Rates are then counted by each
process alone: a client may ask more often than usual, and nobody is locked out.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

# Redis answers in a millisecond; one that hangs must not hold up each request for long.
PATIENCE = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
# After a failure Redis is not asked again for so long.
PAUSE_SECONDS = 2.0
# Entries kept in this process meanwhile; the default of LocMemCache, 300, would forget rates.
MOST_ENTRIES = 100_000


class RedisPause:
    """When Redis may be asked again, for all threads of this process."""

    asked_again_at = float("-inf")


class FallbackCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = PATIENCE | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self._here = LocMemCache("fallback", {"OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES}})

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= RedisPause.asked_again_at:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as error:
                RedisPause.asked_again_at = time.monotonic() + PAUSE_SECONDS
                log.warning("The cache is away, and this process counts alone: %r", error)
        return getattr(self._here, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._ask("clear")
