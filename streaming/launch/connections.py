"""Connections: limits the number of connections, in all and by address, and picks which to drop.

It has no clock and no sockets; those are in tcp_listener.py and http_timeouts.py. At the limit the
connection that has been idle longest is dropped, and first those that never sent a byte.
"""

from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum

from prometheus_client import Counter, Gauge

from streaming.foundation.counters import registry
from streaming.wire.network import network_of

dropped = Counter(
    "footlights_connections_dropped",
    "Connections dropped or refused: for room, or because they took too long.",
    ["why"],
    registry=registry,
)
open_connections = Gauge("footlights_connections", "TCP connections now.", registry=registry)


class Phase(IntEnum):
    """What a connection does now, in the order in which connections are dropped."""

    SILENT = 0  # nothing has come yet
    RESTING = 1  # it was answered, and may ask again
    SLOW = 2  # part of a request is here, or part of an answer is not read yet
    BUSY = 3  # it is being answered, or it is a WebSocket; it never makes room


class Connection:
    """One open connection. `drop` ends the protocol or socket that holds its descriptor now."""

    __slots__ = ("address", "drop", "gone", "phase")

    def __init__(self, address: str, drop: Callable[[], object]) -> None:
        self.address, self.drop = address, drop
        self.phase = Phase.SILENT
        self.gone = False


class ConnectionGroup:
    """The connections of one address, or all of them; those that may be dropped are in order."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: tuple[OrderedDict[Connection, None], ...] = tuple(
            OrderedDict() for _ in range(Phase.BUSY)
        )

    def add(self, one: Connection) -> None:
        self.count += 1
        self._append(one, one.phase)

    def remove(self, one: Connection) -> None:
        self.count -= 1
        self._discard(one)

    def move(self, one: Connection, phase: Phase) -> None:
        self._discard(one)
        self._append(one, phase)

    def longest(self) -> Connection | None:
        """The connection to drop, if any may be dropped."""
        return next((next(iter(queue)) for queue in self._waiting if queue), None)

    def _append(self, one: Connection, phase: Phase) -> None:
        if phase < Phase.BUSY:
            self._waiting[phase][one] = None

    def _discard(self, one: Connection) -> None:
        if one.phase < Phase.BUSY:
            self._waiting[one.phase].pop(one, None)


class Connections:
    """With `most_of_address` = 0 there is no limit by address, as behind a proxy."""

    def __init__(self, most: int, most_of_address: int) -> None:
        self.most, self.most_of_address = most, most_of_address
        self._all = ConnectionGroup()
        self._of: dict[str, ConnectionGroup] = {}

    @property
    def count(self) -> int:
        return self._all.count

    def enter(self, peer: str, drop: Callable[[], object]) -> Connection | None:
        """Register a connection; None when the limit is reached and none can be dropped."""
        one = Connection(network_of(peer) if self.most_of_address else "", drop)
        own = self._of.get(one.address, ConnectionGroup())
        full = bool(self.most_of_address) and own.count >= self.most_of_address
        if full and not self._make_room(own, "address"):
            return None
        if self.count >= self.most and not self._make_room(self._all, "all"):
            return None
        self._all.add(one)
        self._of.setdefault(one.address, ConnectionGroup()).add(one)
        open_connections.set(self.count)
        return one

    def move(self, one: Connection, phase: Phase) -> None:
        if one.gone or one.phase == phase:
            return
        for group in (self._all, self._of[one.address]):
            group.move(one, phase)
        one.phase = phase

    def leave(self, one: Connection) -> None:
        """Remove it; a second call does nothing."""
        if one.gone:
            return
        one.gone = True
        own = self._of[one.address]
        self._all.remove(one)
        own.remove(one)
        if not own.count:
            del self._of[one.address]
        open_connections.set(self.count)

    def make_room(self) -> bool:
        """Drop one connection, when the process has no descriptor left."""
        return self._make_room(self._all, "descriptors")

    def _make_room(self, group: ConnectionGroup, why: str) -> bool:
        one = group.longest()
        dropped.labels(why).inc()
        if one is None:
            return False
        self.leave(one)
        one.drop()
        return True
