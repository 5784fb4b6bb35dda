import json
import os
import pickle

import pytest
from django.conf import settings
from django.core.cache import cache

from streaming.site.json_cache import JsonSerializer


class Evil:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("value", [0, 7, True, None, "ä", 1.5, [1, "two"], {"three": [4]}])
def test_values_come_back_as_they_were(value):
    serializer = JsonSerializer()
    written = serializer.dumps(value)
    assert serializer.loads(str(written).encode() if type(value) is int else written) == value


def test_what_is_no_json_is_not_kept():
    with pytest.raises(TypeError):
        JsonSerializer().dumps({1, 2})


@pytest.mark.servers
@pytest.mark.django_db  # so that it runs where there is a Redis
def test_a_pickle_planted_in_redis_runs_nothing(tmp_path):
    from redis import Redis

    Redis.from_url(settings.REDIS_URL).set(
        cache.make_key("planted"), pickle.dumps(Evil(str(tmp_path / "ran")))
    )
    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        cache.get("planted")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.servers
@pytest.mark.django_db  # so that it runs where there is a Redis
def test_what_an_earlier_release_kept_as_a_pickle_is_not_read():
    from redis import Redis

    Redis.from_url(settings.REDIS_URL).set(
        cache.make_key("kept", version=1), pickle.dumps([1.5, 2.5])
    )
    assert cache.get("kept") is None
