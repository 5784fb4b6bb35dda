"""The cache while Redis is away: rates are counted by the process, and nothing breaks."""

import time

import pytest
from django.core.cache import caches

from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused
from streaming.site import fallback_cache


@pytest.fixture
def cache_of_nobody(settings, monkeypatch):
    monkeypatch.setattr(fallback_cache.RedisPause, "asked_again_at", float("-inf"))
    backend = {"BACKEND": "streaming.site.fallback_cache.FallbackCache"}
    settings.CACHES = {"default": backend | {"LOCATION": "redis://127.0.0.1:1/0"}}
    yield caches["default"]
    caches["default"].clear()


def test_what_is_kept_is_found_and_counted(cache_of_nobody):
    cache = cache_of_nobody
    assert cache.add("a", 1) and not cache.add("a", 2) and cache.incr("a") == 2
    cache.set_many({"b": [1], "c": "x"}, 60)
    assert cache.get_many(["b", "c"]) == {"b": [1], "c": "x"} and "b" in cache
    assert cache.touch("b", 60) and cache.delete("b") and cache.get("b", "none") == "none"
    cache.delete_many(["a", "c"])
    assert cache.get_or_set("a", lambda: 7) == 7


def test_redis_is_not_asked_again_at_once(cache_of_nobody):
    cache_of_nobody.get("a")
    assert fallback_cache.RedisPause.asked_again_at > time.monotonic()


def test_too_many_knocks_are_too_many_all_the_same(cache_of_nobody, one_window):
    for _ in range(3):
        rate_limits.count("door", "10.0.0.1", "3/min")
    with pytest.raises(Refused):
        rate_limits.count("door", "10.0.0.1", "3/min")
