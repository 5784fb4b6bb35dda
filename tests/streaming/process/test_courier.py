"""Reports on their way to a web that is away: in order, bounded, and none lost in a minute."""

import asyncio

import pytest

from streaming.control.reports import (
    AudienceCounted,
    Heartbeat,
    PerformerLeft,
    PerformerSilent,
    SessionEnded,
)
from streaming.process import courier as carrying
from streaming.process.config import ProcessConfig
from streaming.process.counters import Counters
from streaming.process.courier import MOST_WAITING, PAUSES, Courier
from tests.streaming.relay.running import SECRET, Backstage


@pytest.fixture
def backstage():
    server = Backstage()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def courier(backstage):
    config = ProcessConfig(
        secret=SECRET, name="relay", control="127.0.0.1:0", backstage=backstage.url
    )
    return Courier(config, "boot", Counters())


async def carried(courier, backstage, many: int) -> list:
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(20):
        while len(backstage.taken) < many:
            await asyncio.sleep(0.01)
    running.cancel()
    return [one.report for one in backstage.taken]


async def test_what_happens_in_a_minute_without_a_web_is_told_afterwards(
    courier, backstage, monkeypatch
):
    """A busy minute: a hundred viewers a second go, and heartbeats and counts go on."""
    monkeypatch.setattr(carrying, "PAUSES", (0.01,))
    told = []
    for second in range(60):
        for number in range(100):
            told.append(SessionEnded("stage", f"{second}-{number}", "left"))
            courier.tell(told[-1])
        courier.tell(AudienceCounted("stage", second))
        courier.tell(Heartbeat(0.1, second, 0, 2000))
    backstage.away = True
    running = asyncio.create_task(courier.run())
    while courier._counters["reports.retried"] < 3:
        await asyncio.sleep(0.01)
    running.cancel()
    backstage.away = False
    heard = await carried(courier, backstage, len(told) + 2)
    assert [one for one in heard if isinstance(one, SessionEnded)] == told
    assert [one for one in heard if not isinstance(one, SessionEnded)] == [
        AudienceCounted("stage", 59),
        Heartbeat(0.1, 59, 0, 2000),
    ]
    numbers = [one.number for one in backstage.taken]
    assert numbers == sorted(set(numbers))
    assert courier._counters["reports.dropped"] == 0


async def test_the_queue_has_an_end_and_what_falls_out_is_counted(courier):
    for number in range(MOST_WAITING + 5):
        courier.tell(PerformerSilent("stage", str(number), "ada", number))
    assert (len(courier), courier._counters["reports.dropped"]) == (MOST_WAITING, 5)


async def test_what_web_will_never_take_holds_nothing_up(courier, backstage):
    last = SessionEnded("stage", "two", "left")
    courier.tell(SessionEnded("stage", "one", "left"))
    courier.tell(SessionEnded("stage", "\ud800", "left"))
    courier.tell(last)
    assert (await carried(courier, backstage, 2))[-1] == last
    assert [one.number for one in backstage.taken] == [1, 3]
    assert courier._counters["reports.refused"] == 1


async def test_reports_that_are_too_long_together_go_in_turns(courier, backstage):
    long = ["🎭" * length for length in (64, 128, 150, 64)]  # whatever is allowed, in wide letters
    told = [PerformerLeft(*long[:3], number, long[3]) for number in range(100)]
    for report in told:
        courier.tell(report)
    assert await carried(courier, backstage, 100) == told
    assert courier._counters["reports.refused"] == 0


def test_a_web_that_is_back_is_found_soon():
    assert max(PAUSES) <= 5.0
