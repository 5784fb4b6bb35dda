"""Processes under measurement: what they say in lines, what they cost, and their end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One that we started, and that we end. `ask` sends a JSON line and reads one."""

    def __init__(
        self, prefix: list[str], command: list[str], *, first: str = "", quiet: bool = False
    ) -> None:
        self.process = subprocess.Popen(
            [*prefix, *command],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            text=True,
            start_new_session=True,
        )
        if first:
            self.say(first)

    @classmethod
    def python(cls, prefix: list[str], module: str, *words: str, first: str = "") -> "Process":
        return cls(prefix, [sys.executable, "-m", module, *words], first=first)

    @property
    def pid(self) -> int:
        """taskset and `ip netns exec` become the command: the process is the one we started."""
        return self.process.pid

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> dict:
        """The next line that is JSON; the end of the process is an error."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError(f"{self.process.args} ended with {self.process.wait()}")

    def ask(self, **question) -> dict:
        self.say(json.dumps(question))
        return self.read()

    def cpu_seconds(self) -> float:
        """Of all its threads, in user and kernel, as the scheduler counts it (nanoseconds)."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory_kb(self) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def stop(self) -> None:
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
