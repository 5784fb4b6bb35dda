"""Performers that are programs of others, each in a process of its own."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PATIENCE_SECONDS = 60


class Program:
    def __init__(self, process: subprocess.Popen, said: Path) -> None:
        self.process, self._said = process, said

    @property
    def said(self) -> str:
        return self._said.read_text(errors="replace")

    async def stop(self) -> int:
        """As Ctrl-C does it; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)


@asynccontextmanager
async def running(folder: Path, *command: str) -> AsyncIterator[Program]:
    """The program, until the test is over; what it said is shown when the test fails."""
    said = folder / "said.txt"
    with said.open("w") as writing:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.STDOUT
        )
    program = Program(process, said)
    try:
        yield program
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        print(program.said[-4000:])
