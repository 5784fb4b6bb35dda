"""A task that runs while there is work, and never twice at once: Pump."""

import asyncio

from streaming.foundation.pump import Pump

COMPLAINT = "The work of the test failed"


class Work:
    """Counts its runs, and how many of them ran at once."""

    def __init__(self) -> None:
        self.runs = self.now = self.most = 0
        self.left = 0
        self.fails = False
        self.pump = Pump(self.run, COMPLAINT)

    async def run(self) -> None:
        self.runs += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            if self.fails:
                raise OSError("away")
            if self.left:
                self.left -= 1
                self.pump.start()
        finally:
            self.now -= 1


async def test_however_often_it_is_started_one_run_follows_the_one_under_way():
    work = Work()
    work.pump.start()
    await asyncio.sleep(0)
    for _ in range(10):
        work.pump.start()
    assert work.pump.is_running
    await work.pump.idle()
    assert (work.runs, work.most, work.pump.is_running) == (2, 1, False)


async def test_work_that_has_something_left_goes_on():
    work = Work()
    work.left = 3
    work.pump.start()
    await work.pump.idle()
    assert (work.runs, work.most) == (4, 1)


async def test_it_starts_anew_after_it_was_idle():
    work = Work()
    await work.pump.idle()  # nothing to wait for
    for _ in range(2):
        work.pump.start()
        await work.pump.idle()
    assert work.runs == 2


async def test_an_error_ends_one_run_and_what_was_asked_meanwhile_is_done(caplog):
    work = Work()
    work.fails = True
    work.pump.start()
    await asyncio.sleep(0)
    work.pump.start()
    await work.pump.idle()
    assert (work.runs, [one.message for one in caplog.records]) == (2, [COMPLAINT] * 2)
    work.fails = False
    work.pump.start()
    await work.pump.idle()
    assert work.runs == 3


async def test_a_run_that_is_cancelled_leaves_it_ready():
    work = Work()
    work.pump.start()
    (task,) = asyncio.all_tasks() - {asyncio.current_task()}
    task.cancel()
    await work.pump.idle()
    work.pump.start()
    await work.pump.idle()
    assert work.runs == 1
