"""A full house hears of a change at once, and the rows are read once for all of it."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.db import connection

from shows.air.on_air import count_audience, go_live
from shows.models import Seat
from shows.states import State
from streaming.stage.socket.snapshots import Snapshots, snapshots
from tests.streaming.show_socket import Page

pytestmark = pytest.mark.django_db(transaction=True)
SOCKETS = 200


@asynccontextmanager
async def questions():
    """What sockets ask of the database meanwhile; all of them ask in one thread."""
    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    await database_sync_to_async(connection.execute_wrappers.append)(note)
    try:
        yield asked
    finally:
        await database_sync_to_async(connection.execute_wrappers.remove)(note)


@pytest.fixture
async def house(make_show):
    show = await sync_to_async(make_show)(state="doors")
    pages = [Page(show) for _ in range(SOCKETS)]
    for page in pages:
        await sync_to_async(page.sign_in)()
    await asyncio.gather(*(page.open() for page in pages))
    yield pages
    await asyncio.gather(*(page.close() for page in pages))


async def test_the_curtain_rises_for_two_hundred_sockets_with_one_reading(house, record_property):
    show, before = house[0].show, snapshots.readings
    began = time.monotonic()
    await sync_to_async(go_live)(show, by=show.creator)
    async with questions() as asked:
        await asyncio.gather(*(page.hear("show.state", state="live") for page in house))
    record_property("seconds", time.monotonic() - began)
    assert snapshots.readings - before == 1
    assert len(asked) <= 15
    async with questions() as asked:
        await sync_to_async(count_audience)(show, 7)
        counts = await asyncio.gather(*(page.hear("show.audience") for page in house))
    assert {count["viewers"] for count in counts} == {7}
    assert [sql for sql in asked if sql.startswith("SELECT")] == []


async def test_a_reading_that_began_before_a_change_is_not_good_for_it(make_show):
    show = await sync_to_async(make_show)(state="doors")
    here = Snapshots()
    old = asyncio.create_task(here.after(show.slug, "one"))
    await asyncio.sleep(0)
    show.state = State.LIVE
    await show.asave()
    new = await here.after(show.slug, "two")
    late = await here.after(show.slug, "one")  # a hint that was overtaken
    assert (new.show.state, late.show.state) == ("live", "live")
    assert (await old).show.state in ("doors", "live")
    assert here.readings == 2


async def test_who_comes_while_a_reading_runs_shares_the_next_one(make_show):
    show = await sync_to_async(make_show)()
    here = Snapshots()
    first = asyncio.create_task(here.now(show.slug))
    await asyncio.sleep(0)
    others = await asyncio.gather(*(here.now(show.slug) for _ in range(50)))
    assert (len({id(one) for one in others}), here.readings) == (1, 2)
    assert (await first).show == show
    assert await here.lately(show.slug) is others[0]
    assert here.readings == 2


async def test_a_show_that_is_gone_reads_as_none(make_show):
    assert await Snapshots().lately("never-was") is None


async def test_those_with_a_seat_hear_without_being_asked_who_they_are(make_show, make_user):
    show = await sync_to_async(make_show)(state="doors", access="invitation")
    page = Page(show, await sync_to_async(make_user)("guest"))
    await Seat.objects.acreate(show=show, user=page.user)
    await sync_to_async(page.sign_in)()
    await page.open()
    async with questions() as asked:
        await sync_to_async(go_live)(show, by=show.creator)
        await page.hear("show.state", state="live")
    assert [sql for sql in asked if "django_session" in sql] == []
    await page.close()
