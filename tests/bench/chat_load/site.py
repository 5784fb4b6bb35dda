"""A site of several web processes for the chat: they can be killed, and Redis can be restarted."""

import subprocess
import sys
from pathlib import Path

from tests.tools.live_server import ROOT, environment_of
from tests.tools.prepared_site import furnish
from tests.tools.servers import free_port

LOOSE = {
    "RELAY_CONTROL": "",
    "JOIN_RATE": "1000000/min",
    "CHAT_RATE": "1000000/min",
    # A crowd from one address, as no site would have it.
    "ADDRESS_SOCKETS": "20000",
    "ADDRESS_CONNECTIONS": "20000",
}


class Redis:
    """One that loses everything when it is started anew."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def restart(self) -> None:
        self.kill()
        self.start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Site:
    """Each web process answers and does nothing else; they share one data folder."""

    def __init__(self, here: Path, settings: dict[str, str]) -> None:
        (here / "data").mkdir()
        (here / "mail").mkdir()
        self.environment = environment_of(here / "data", here / "mail") | LOOSE | settings
        furnish(here / "data", self.environment)
        self.manage("migrate", "-v", "0")
        (here / "data" / "static").mkdir(exist_ok=True)
        self.processes: dict[int, subprocess.Popen[str]] = {}

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        said = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr
        return said.stdout

    @property
    def port(self) -> int:
        return next(iter(self.processes))

    @property
    def pid(self) -> int:
        return self.processes[self.port].pid

    def start(self, port: int = 0, prefix: tuple[str, ...] = ()) -> int:
        port = port or free_port()
        process = subprocess.Popen(
            [*prefix, sys.executable, "manage.py", "web"],
            cwd=ROOT,
            env=self.environment | {"FOOTLIGHTS_PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert "Ctrl-C" in process.stdout.readline()
        self.processes[port] = process
        return port

    def kill(self, port: int) -> None:
        """As the power cut does."""
        self.processes[port].kill()
        self.processes[port].wait()

    def kill_and_start(self, port: int) -> None:
        self.kill(port)
        self.start(port)

    def close(self) -> None:
        for port in self.processes:
            self.kill(port)
