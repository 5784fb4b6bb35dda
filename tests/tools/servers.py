"""Throw-away servers for the second way of the tests: PostgreSQL and Redis in a temporary folder.

Used by tests/tools/run_all.py; nothing of them is left once the `with` block ends.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .temporary_folders import folder

PATIENCE_SECONDS = 60.0


def find_postgresql() -> Path | None:
    """The folder with initdb and postgres; Debian keeps it off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    return versions[-1].parent if versions else None


def missing_servers() -> list[str]:
    missing = [] if find_postgresql() else ["PostgreSQL"]
    return missing if shutil.which("redis-server") else [*missing, "Redis"]


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Both, as the environment that points Footlights at them."""
    with postgresql() as database_url, _redis() as redis_url:
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url}


class Server:
    """One that is started, and may be stopped and started again with what it keeps."""

    def __init__(self, url: str, command: list, port: int, here: Path, is_ready=None) -> None:
        self.url, self.port, self._here = url, port, here
        self._words = [str(word) for word in command]
        self._is_ready = is_ready or (lambda: _answers(port))
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with (self._here / "log").open("ab") as log:
            self.process = process = subprocess.Popen(
                self._words, stdout=log, stderr=log, cwd=self._here, stdin=subprocess.DEVNULL
            )
        _wait_until(lambda: _answers(self.port) or process.poll() is not None, self._words[0])
        if process.poll() is not None:
            said = (self._here / "log").read_text()
            raise RuntimeError(f"{self._words[0]} ended at once:\n{said}")
        _wait_until(self._is_ready, self._words[0])

    def stop(self, number: int = signal.SIGTERM) -> None:
        """SIGTERM lets PostgreSQL wait for whoever is connected, SIGINT does not."""
        assert self.process is not None
        self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def postgresql() -> Iterator[str]:
    with postgresql_server() as server:
        yield server.url


@contextmanager
def postgresql_server() -> Iterator[Server]:
    programs = find_postgresql()
    assert programs, "PostgreSQL is not installed here"
    with _folder() as here:
        data, port = here / "data", free_port()
        call = _as_postgres(here)
        initdb = [programs / "initdb", "-D", data, "-U", "footlights", "--auth=trust", "--no-sync"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*call, *initdb], check=True, capture_output=True, cwd=here)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": here,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 600,
        }
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [*call, programs / "postgres", "-D", data, *flags]
        url = f"postgres://footlights@127.0.0.1:{port}/postgres"
        with _running(Server(url, command, port, here, lambda: _is_ready(programs, port))) as one:
            yield one


@contextmanager
def _redis() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@contextmanager
def redis_server() -> Iterator[Server]:
    with folder("redis") as here:
        port = free_port()
        command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", here]
        command += ["--save", "", "--appendonly", "no"]
        with _running(Server(f"redis://127.0.0.1:{port}/0", command, port, here)) as one:
            yield one


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that the user `postgres` may use when we are root, whom PostgreSQL refuses."""
    with folder("postgresql") as here:
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(here, owner.pw_uid, owner.pw_gid)
        yield here


def _as_postgres(folder: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _is_ready(programs: Path, port: int) -> bool:
    command = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
    return subprocess.run(command, check=False).returncode == 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_until(happened, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
