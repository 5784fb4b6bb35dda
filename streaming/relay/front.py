"""The front: the one UDP socket of a relay, and who is known at it.

Rule: silence. A datagram is looked at only if its address proved by a signed STUN check that it
belongs to a session; a STUN check is answered only if it is signed for a session that lives, or
did a moment ago (ended_sessions.py), and not from where another session is known to be. All else
costs a counter and gets no answer, so that nobody is attacked by way of us.
"""

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from typing import Any, Protocol

from streaming.process.counters import Counters
from streaming.wire import stun
from streaming.wire.demux import Kind, kind_of
from streaming.wire.errors import Malformed

from .ended_sessions import EndedSessions
from .stamps import SPACE, ask_for_stamps, waited

log = logging.getLogger(__name__)

LONGEST_DATAGRAM = 65_536
LONGEST_STUN = 1_024
MOST_AT_ONCE = 256  # datagrams, before everybody else of the loop has a turn
MOST_TUPLES = 8
MOST_TRACEBACKS = 20  # in the log; the rest only counts
# In: what a starved relay finds there when it wakes is old, so it holds a second or two. Out: a
# keyframe for a thousand viewers.
IN_BYTES, OUT_BYTES = 1024 * 1024, 8 * 1024 * 1024

Address = tuple[Any, ...]


class Known(Protocol):
    """What the front knows of a peer."""

    ufrag: str
    password: bytes

    def checked(self, address: Address, *, nominated: bool, now: float) -> None: ...
    def answered(self, datagram: bytes, said: stun.Stun, address: Address, now: float) -> None: ...
    def holds(self, address: Address, now: float) -> bool: ...
    def on_dtls(self, datagram: bytes) -> None: ...
    def on_rtp(self, packet: memoryview, now: float) -> None: ...
    def on_rtcp(self, packet: memoryview, now: float) -> None: ...


class Front:
    """Reads the socket until it would block, then calls `drained`."""

    def __init__(
        self, sock: socket.socket, tally: Counters, drained: Callable[[float], None]
    ) -> None:
        self.sock = sock
        self._tally = tally
        self._drained = drained
        self.ended = EndedSessions()
        self._by_ufrag: dict[str, Known] = {}
        self._by_address: dict[Address, Known] = {}
        self._tuples: dict[str, list[Address]] = {}
        self._buffer = bytearray(LONGEST_DATAGRAM)
        self._view = memoryview(self._buffer)

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        self._time = loop.time
        ask_for_stamps(self.sock)
        loop.add_reader(self.sock.fileno(), self._readable)

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.remove_reader(self.sock.fileno())
        self.sock.close()

    def admit(self, peer: Known) -> None:
        """From now on checks that are signed for this peer are answered."""
        self._by_ufrag[peer.ufrag] = peer

    def rename(self, peer: Known, old: str) -> None:
        """An ICE restart: new name and password, the addresses stay until others are proved."""
        self._by_ufrag.pop(old, None)
        self._tuples[peer.ufrag] = self._tuples.pop(old, [])
        self.admit(peer)

    def forget(self, peer: Known) -> None:
        self._by_ufrag.pop(peer.ufrag, None)
        for address in self._tuples.pop(peer.ufrag, ()):
            self._by_address.pop(address, None)

    def send(self, datagram: bytes, address: Address) -> None:
        """What is not media: STUN answers, and DTLS (from its own thread)."""
        try:
            self.sock.sendto(datagram, address)
        except OSError:
            self._tally["front.not_sent"] += 1

    def _readable(self) -> None:
        now, wall = self._time(), time.time()
        read, into, view, tally = self.sock.recvmsg_into, [self._buffer], self._view, self._tally
        for _ in range(MOST_AT_ONCE):
            try:
                length, stamp, _flags, address = read(into, SPACE)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                tally["front.read_failed"] += 1
                break
            if length < 2:
                tally["front.empty"] += 1
                continue
            try:
                self._take(view[:length], address, now - waited(stamp, wall))
            except Exception:  # a bug of ours costs one datagram
                tally["front.broken"] += 1
                if tally["front.broken"] < MOST_TRACEBACKS:
                    log.exception("A datagram broke the front.")
        self._drained(now)

    def _take(self, datagram: memoryview, address: Address, now: float) -> None:
        kind = kind_of(datagram[0], datagram[1])
        if kind is Kind.STUN:
            self._on_stun(bytes(datagram[:LONGEST_STUN]), address, now)
            return
        peer = self._by_address.get(address)
        if peer is None:
            self._tally["front.stranger"] += 1
        elif kind is Kind.RTP:
            peer.on_rtp(datagram, now)
        elif kind is Kind.RTCP:
            peer.on_rtcp(datagram, now)
        elif kind is Kind.DTLS:
            peer.on_dtls(bytes(datagram))
        else:
            self._tally["front.junk"] += 1

    def _on_stun(self, datagram: bytes, address: Address, now: float) -> None:
        tally = self._tally
        try:
            check = stun.parse(datagram)
        except Malformed:
            tally["front.stun_malformed"] += 1
            return
        if check.kind is stun.Kind.SUCCESS and (asked := self._by_address.get(address)) is not None:
            asked.answered(datagram, check, address, now)
            return
        ufrag = (check.username or "").partition(":")[0]
        peer = self._by_ufrag.get(ufrag)
        if check.kind is not stun.Kind.REQUEST:
            tally["front.stun_unknown"] += 1
        elif peer is None:
            self._on_late_check(check, datagram, address, ufrag, now)
        elif not stun.is_signed(datagram, peer.password):
            tally["front.stun_unsigned"] += 1
        elif not self._let_in(peer, address, now):
            tally["front.address_held"] += 1
        else:
            answer = stun.binding_success(check.transaction, address[:2], peer.password)
            self.send(answer, address)
            peer.checked(address, nominated=check.use_candidate, now=now)

    def _on_late_check(
        self, check: stun.Stun, datagram: bytes, address: Address, ufrag: str, now: float
    ) -> None:
        """A check of a session that is over: say so."""
        ended = self.ended.get(ufrag, now)
        if ended is None:
            self._tally["front.stun_unknown"] += 1
        elif not stun.is_signed(datagram, ended.password):
            self._tally["front.stun_unsigned"] += 1
        else:
            self._tally["front.told_ended"] += 1
            refusal = stun.binding_failure(check.transaction, 403, "Forbidden", ended.password)
            self.send(refusal, address)
            if address == ended.address and ended.farewell.record:
                self.send(ended.farewell.record, address)

    def _let_in(self, peer: Known, address: Address, now: float) -> bool:
        """The address belongs to this peer from now on.

        Not if somebody else is known to be there: a check that a session of one's own signs, from
        an address that is forged, must not take the packets of another."""
        before = self._by_address.get(address)
        if before is not None:
            if before is not peer and before.holds(address, now):
                return False
            self._tuples[before.ufrag].remove(address)
        tuples = self._tuples.setdefault(peer.ufrag, [])
        if len(tuples) >= MOST_TUPLES:
            self._make_room(peer, tuples, now)
        tuples.append(address)
        self._by_address[address] = peer
        return True

    def _make_room(self, peer: Known, tuples: list[Address], now: float) -> None:
        """Of all but the address where they are known to be, the one checked longest ago goes."""
        oldest = next((one for one in tuples if not peer.holds(one, now)), tuples[0])
        tuples.remove(oldest)
        del self._by_address[oldest]
        self._tally["front.too_many_tuples"] += 1


def open_socket(host: str, port: int) -> socket.socket:
    """Dual-stack where the machine has IPv6, else IPv4 alone."""
    try:
        if host and ":" not in host:
            raise OSError("an IPv4 address was asked for")
        sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind((host or "::", port))
    except OSError:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((host, port))
    sock.setblocking(False)
    buffers = ((33, socket.SO_RCVBUF, IN_BYTES), (32, socket.SO_SNDBUF, OUT_BYTES))
    for force, plain, size in buffers:
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, size)
        except OSError:  # only root may go beyond what the system allows
            sock.setsockopt(socket.SOL_SOCKET, plain, size)
    return sock
