"""The smallest media process: it answers Describe, and reports that it began and that it ends."""

import asyncio
import sys

from streaming.control import commands, reports
from streaming.process.config import ProcessConfig
from streaming.process.counters import Counters
from streaming.process.courier import Courier
from streaming.process.main import Process, main

NOTHING = commands.Load(0.0, 0, 0, 0)


def make(config: ProcessConfig, boot: str) -> Process:
    counters = Counters()
    courier = Courier(config, boot, counters)

    def describe(_command: commands.Describe) -> commands.Described:
        return commands.Described(config.name, boot, NOTHING)

    async def run() -> None:
        courier.tell(reports.SessionEnded("stage", "began", "left"))
        await asyncio.Event().wait()

    def say_goodbye() -> None:
        sys.stderr.write("goodbye\n")

    return Process(
        verbs={commands.Describe: describe},
        counters=counters,
        courier=courier,
        ready={"colour": "red"},
        run=run,
        say_goodbye=say_goodbye,
        close=lambda: sys.stderr.write("closed\n") and None,
    )


if __name__ == "__main__":
    sys.exit(main("sketch", ProcessConfig, make))
