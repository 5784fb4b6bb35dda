"""Two network namespaces joined by a cable: the house in one, the street in the other.

Loopback flatters some servers and is refused by others; a veth pair treats all alike. Without the
rights for it everything stays on loopback, and the figures say so.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HOUSE, STREET = "10.77.0.1", "10.77.0.2"


@dataclass(frozen=True)
class Ground:
    """Prefixes of commands that run on either side, each on a core of its own."""

    house: list[str]
    street: list[str]
    address: str
    joined_by: str

    def cut(self) -> None:
        """Pull the plug of whoever is in the street."""
        self._plug("down")

    def mend(self) -> None:
        self._plug("up")

    def _plug(self, how: str) -> None:
        words = ["ip", "-n", self.street[-1], "link", "set", f"c{os.getpid()}s", how]
        subprocess.run(words, check=True, capture_output=True)


def pinned(core: int) -> list[str]:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2 or not shutil.which("taskset"):
        return []
    return ["taskset", "-c", str(cores[core % len(cores)])]


@contextmanager
def ground() -> Iterator[Ground]:
    house, street = f"house{os.getpid()}", f"street{os.getpid()}"
    try:
        lay(house, street)
    except (OSError, subprocess.CalledProcessError):
        clear(house, street)
        yield Ground(pinned(0), pinned(1), "127.0.0.1", "loopback")
        return
    try:
        yield Ground(
            [*pinned(0), "ip", "netns", "exec", house],
            [*pinned(1), "ip", "netns", "exec", street],
            HOUSE,
            "veth",
        )
    finally:
        clear(house, street)


def lay(house: str, street: str) -> None:
    cable = f"c{os.getpid()}"
    for words in (
        f"netns add {house}",
        f"netns add {street}",
        f"link add {cable}h netns {house} type veth peer name {cable}s netns {street}",
        f"-n {house} addr add {HOUSE}/24 dev {cable}h",
        f"-n {street} addr add {STREET}/24 dev {cable}s",
        f"-n {house} link set {cable}h up",
        f"-n {street} link set {cable}s up",
        f"-n {house} link set lo up",
        f"-n {street} link set lo up",
    ):
        subprocess.run(["ip", *words.split()], check=True, capture_output=True)


def clear(*names: str) -> None:
    for name in names:
        if shutil.which("ip"):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
