"""Connections that say nothing cost neither the site nor the healthy relay."""

import asyncio
from statistics import median

import pytest

from tests.tools.live_server import running_site

from .strangers import fetch, strangers

pytestmark = [pytest.mark.journey]
# As few descriptors as no machine has: 300 strangers come for every one.
FEW = ("sh", "-c", 'ulimit -n 300; exec "$@"', "sh")
# Far beyond what a busy machine makes of the same page.
RATIO, GRACE_SECONDS = 8.0, 2.0


@pytest.fixture(scope="module")
def small_house(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("small"), "--demo", "--still", prefix=FEW) as site:
        yield site


async def test_pages_and_relay_do_not_notice_those_who_say_nothing(small_house):
    port = small_house.port
    before = [await asyncio.to_thread(fetch, port, "/") for _ in range(10)]
    async with strangers(port, idle=500, slow=100) as crowd:
        during = [await asyncio.to_thread(fetch, port, "/") for _ in range(30)]
        assert crowd.made >= 600
        assert (await asyncio.to_thread(fetch, port, "/readyz"))[0] == 200
    assert {status for status, _seconds in [*before, *during]} == {200}
    usual, now = (median(seconds for _status, seconds in some) for some in (before, during))
    assert now < usual * RATIO + GRACE_SECONDS
    assert "is ended" not in small_house.said and "Traceback" not in small_house.said
