"""One reading for all who want the same at once: Shared."""

import asyncio
import gc
import time

import pytest

from streaming.foundation.shared import Shared


class Source:
    """Reads that end when the test says so."""

    def __init__(self) -> None:
        self.gates: list[asyncio.Future[str]] = []

    async def read(self) -> str:
        gate: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.gates.append(gate)
        return await gate


async def begun(*calls) -> list[asyncio.Task]:
    tasks = [asyncio.create_task(call) for call in calls]
    for _turn in range(5):  # caller, reading, and the reading after it
        await asyncio.sleep(0)
    return tasks


async def test_all_who_ask_at_once_share_one_reading():
    source = Source()
    shared = Shared(source.read)
    tasks = await begun(*(shared.get() for _ in range(100)))
    assert (len(source.gates), shared.found) == (1, None)
    source.gates[0].set_result("a")
    assert await asyncio.gather(*tasks) == ["a"] * 100
    assert (await shared.get(), shared.found, len(source.gates)) == ("a", "a", 1)


async def test_a_reading_grows_old(monkeypatch):
    source, now = Source(), 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    shared = Shared(source.read)
    (first,) = await begun(shared.get(5.0))
    source.gates[0].set_result("a")
    now = 104.0
    assert (await first, await shared.get(5.0)) == ("a", "a")
    now = 106.0
    (second,) = await begun(shared.get(5.0))
    source.gates[1].set_result("b")
    assert await second == "b"
    assert await shared.get() == "b", "without a limit any age will do"


async def test_who_goes_away_ends_the_reading_for_nobody_else():
    source = Source()
    shared = Shared(source.read)
    first, second = await begun(shared.get(), shared.get())
    first.cancel()
    await asyncio.wait([first])
    source.gates[0].set_result("a")
    assert (first.cancelled(), await second) == (True, "a")


async def test_a_failure_is_raised_to_all_who_waited_and_not_kept():
    source = Source()
    shared = Shared(source.read)
    tasks = await begun(shared.get(), shared.get())
    source.gates[0].set_exception(OSError("away"))
    assert [type(one) for one in await asyncio.gather(*tasks, return_exceptions=True)] == [
        OSError,
        OSError,
    ]
    (again,) = await begun(shared.get())
    source.gates[1].set_result("b")
    assert await again == "b"


async def test_a_failure_that_nobody_waited_for_is_nobodys_error():
    complaints: list[dict] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: complaints.append(said))
    source = Source()
    shared = Shared(source.read)
    (gone,) = await begun(shared.get())
    gone.cancel()
    await asyncio.wait([gone])
    source.gates[0].set_exception(OSError("away"))
    await begun()
    del shared, gone
    source.gates.clear()
    gc.collect()
    assert complaints == []


async def test_again_reads_beside_one_that_runs_and_the_newest_counts():
    source = Source()
    shared = Shared(source.read)
    old, new = await begun(shared.get(), shared.again())
    source.gates[1].set_result("new")
    assert (await new, await shared.get()) == ("new", "new")
    source.gates[0].set_result("old")
    assert (await old, shared.found) == ("old", "new")


async def test_after_now_takes_no_reading_that_began_before():
    source = Source()
    shared = Shared(source.read)
    first, *later = await begun(shared.get(), shared.after_now(), shared.after_now())
    assert len(source.gates) == 1, "the next one waits for the one that runs"
    source.gates[0].set_result("a")
    assert await first == "a"
    await begun()
    source.gates[1].set_result("b")
    assert (await asyncio.gather(*later), len(source.gates)) == (["b", "b"], 2)


async def test_after_now_is_content_with_one_that_began_meanwhile():
    source = Source()
    shared = Shared(source.read)
    _first, later, meanwhile = await begun(shared.get(), shared.after_now(), shared.again())
    source.gates[0].set_exception(OSError("away"))
    source.gates[1].set_result("b")
    assert (await later, await meanwhile, len(source.gates)) == ("b", "b", 2)


def test_a_reading_of_another_loop_is_none():
    async def read() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    async def asked() -> bool:
        return await shared.get() is asyncio.get_running_loop()

    shared = Shared(read)
    assert [asyncio.run(asked()), asyncio.run(asked())] == [True, True]


async def test_the_error_of_a_reading_stays_its_own():
    async def read() -> str:
        raise LookupError("no such show")

    shared = Shared(read)
    with pytest.raises(LookupError, match="no such show"):
        await shared.after_now()
