"""The real product as a process of its own, for journeys and browsers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from .prepared_site import furnish
from .servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
OURS = (
    "FOOTLIGHTS_",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "DJANGO_",
    "RELAY",
    "BACKSTAGE",
)


@dataclass
class Site:
    """A running house: its address, where it keeps things, and what it said so far."""

    url: str
    data_dir: Path
    mail_dir: Path
    process: subprocess.Popen
    environment: dict[str, str]
    evenings: list[dict[str, str]] = field(default_factory=list)  # furniture: shows nobody uses yet

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def said(self) -> str:
        return (self.data_dir / "said.txt").read_text()

    def letters(self) -> list[str]:
        """Every letter so far, the oldest first."""
        files = sorted(self.mail_dir.glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_text() for path in files]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A management command on the same data folder."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=90
        )

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def environment_of(data_dir: Path, mail_dir: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return clean | {
        "FOOTLIGHTS_DATA_DIR": str(data_dir),
        "EMAIL_URL": f"filemail:///{mail_dir}",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def running_site(
    folder: Path,
    *flags: str,
    at: int | None = None,
    prefix: Sequence[str] = (),
    new: bool = False,
    **settings: str,
) -> Iterator[Site]:
    """`manage.py live` on a free port or at this one, once it is ready; a new house begins from
    nothing, others are furnished already."""
    data_dir, mail_dir = folder / "data", folder / "mail"
    data_dir.mkdir(parents=True, exist_ok=True)
    mail_dir.mkdir(exist_ok=True)
    environment = environment_of(data_dir, mail_dir) | settings
    if not new and "DATABASE_URL" not in settings:
        furnish(data_dir, environment_of(data_dir, mail_dir))
    port = str(at or free_port())
    with (data_dir / "said.txt").open("w") as said:
        process = subprocess.Popen(
            [*prefix, sys.executable, str(ROOT / "manage.py"), "live", "--port", port, *flags],
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    scheme = "https" if "--https" in flags else "http"
    site = Site(f"{scheme}://localhost:{port}", data_dir, mail_dir, process, environment)
    try:
        wait_until_ready(site)
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_ready(site: Site) -> None:
    """Until the first screen is there, which is printed once pages are answered."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "Ctrl-C stops." not in site.said:
        if site.process.poll() is not None:
            raise RuntimeError(f"The site ended at once and said:\n{site.said}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"The site is not ready. It said:\n{site.said}")
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False
