"""Peer: one UDP socket with ICE, DTLS and SRTP: the far end that a relay sees.

Whoever owns a peer calls `tick` some times a second; what arrives goes to the three methods at
the end, which performers and viewers fill.
"""

import asyncio
import secrets
import socket
import struct
import time
from collections.abc import Sequence

import pylibsrtp

from streaming.transport.dtls_filter import DtlsFilter
from streaming.transport.engine import Certificate
from streaming.transport.handshake import Handshake
from streaming.transport.ice import LOST_SECONDS, Address, Checks, read_candidates
from streaming.transport.srtp import Keys
from streaming.wire import rtcp, sdp
from streaming.wire.errors import Malformed

from .line import Line, Weather

BATCH = 64
LARGEST = 2048
RECEIVE_BUFFER = 1 << 20
CONNECT_SECONDS = 20.0  # unless its owner is more patient
SOONEST_AGAIN_SECONDS = 0.1
SO_TIMESTAMPNS = 35
_timestamp = struct.Struct("@ll")
_ANCILLARY = socket.CMSG_SPACE(_timestamp.size) if hasattr(socket, "CMSG_SPACE") else 0


class Peer:
    """`timed` asks the kernel when a datagram arrived: how busy this process is does not count.

    A `weather` that is not fair drops and delays what goes out and what comes in.
    """

    def __init__(
        self,
        certificate: Certificate,
        *,
        timed: bool = False,
        weather: Weather | None = None,
        seed: int = 0,
    ) -> None:
        self.certificate = certificate
        self.checks = Checks(secrets.token_bytes)
        self.handshake: Handshake | None = None
        self._dtls_filter = DtlsFilter(active=True)
        self.connected_at = 0.0
        self.failure = ""
        self.counts = {"stun": 0, "dtls": 0, "rtp": 0, "rtcp": 0, "junk": 0, "refused": 0}
        self.bytes_received = self.bytes_sent = 0
        self.patience_seconds = CONNECT_SECONDS
        self._begun_at = 0.0
        self._timed = timed and hasattr(socket, "CMSG_SPACE")
        self._wall_ahead = time.time() - time.monotonic()
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._dtls_due_at: float | None = None
        self._flight: list[bytes] = []
        self._flight_at = self._flight_wait = 0.0
        self._way_out = self._way_in = None
        if weather and not weather.is_fair:
            self._way_out, self._way_in = Line(weather, 2 * seed), Line(weather, 2 * seed + 1)

    # -- setting up

    def open(self, host: str) -> Address:
        """Take a port towards this host; returns the address to name as candidate."""
        family, _, _, _, target = socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(target)
            address = probe.getsockname()[0]
        return address, self._bind(family)

    def _bind(self, family: int) -> int:
        self._drop_socket()
        listener = self._socket = socket.socket(family, socket.SOCK_DGRAM)
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        if self._timed:
            listener.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        listener.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", 0))  # noqa: S104
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(listener, self._readable)
        return listener.getsockname()[1]

    def start(self, answer: sdp.Sdp) -> None:
        """Begin with what the first section of the answer says of the other side's transport."""
        media = next((one for one in answer.media if one.ice_ufrag), None)
        if media is None or self._socket is None:
            self._fail("the answer names no transport")
            return
        candidates = read_candidates(media.candidates)
        ours = [one for one in candidates if family_of(one) == self._socket.family]
        if not ours and candidates:
            self._bind(family_of(candidates[0]))
            ours = [one for one in candidates if family_of(one) == family_of(candidates[0])]
        active = media.setup != "active"
        self.handshake = Handshake(self.certificate, media.fingerprints, active=active)
        self._dtls_filter = DtlsFilter(active=active)
        self._begun_at = now = time.monotonic()
        self.checks.start(media.ice_ufrag or "", media.ice_pwd or "", ours, now)
        self.tick(now)

    @property
    def keys(self) -> Keys | None:
        return self.handshake.keys if self.handshake else None

    @property
    def is_connected(self) -> bool:
        return self.connected_at > 0 and not self.failure

    def tick(self, now: float) -> None:
        """Checks and timers; nothing here needs better than 50 ms."""
        if self.failure or self.handshake is None:
            return
        for datagram, target in self.checks.due(now):
            self._send_to(datagram, target)
        if self._dtls_due_at is not None and now >= self._dtls_due_at:
            self._send_all(self.handshake.again(), now)
        if not self.connected_at and self._flight and now >= self._flight_at:
            self._send_flight_again(now)
        if self.checks.is_lost(now):
            self._fail(f"the other side has not answered for {LOST_SECONDS:.0f} seconds")
        elif not self.connected_at and now - self._begun_at > self.patience_seconds:
            found = self.checks.selected is not None
            self._fail("not connected in time" if found else "no answer to STUN checks")

    def close(self) -> None:
        if self.handshake and self.keys and not self.failure:
            self._send_all(self.handshake.close(), time.monotonic())
        self._drop_socket()

    def _drop_socket(self) -> None:
        if self._socket is not None and self._loop is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _fail(self, sentence: str) -> None:
        if not self.failure:
            self.failure = sentence
            self._drop_socket()
            self.on_failed(sentence)

    # -- sending

    def send_media(self, packet: bytes) -> int:
        """Protects and sends one RTP packet; returns its size on the wire, 0 if it was dropped."""
        if (keys := self.keys) is None or self._socket is None:
            return 0
        return self._send(keys.outgoing.protect(packet))

    def send_control(self, packets: Sequence[rtcp.Packet]) -> None:
        if (keys := self.keys) is not None and self._socket and packets:
            self._send(keys.outgoing.protect_rtcp(rtcp.compound(packets)))

    def _send(self, datagram: bytes) -> int:
        if self._way_out is None:
            return self._send_now(datagram)
        if self._loop and (late := self._way_out.fate()) is not None:
            self._loop.call_later(late, self._send_now, datagram)
        return len(datagram)

    def _send_now(self, datagram: bytes) -> int:
        try:
            size = self._socket.send(datagram) if self._socket else 0
        except OSError:
            return 0
        self.bytes_sent += size
        return size

    def _send_to(self, datagram: bytes, target: Address) -> None:
        if self.checks.selected:
            self._send(datagram)
        elif self._way_out is None:
            self._send_first(datagram, target)
        elif self._loop and (late := self._way_out.fate()) is not None:
            self._loop.call_later(late, self._send_first, datagram, target)

    def _send_first(self, datagram: bytes, target: Address) -> None:
        """Before one candidate is selected."""
        try:
            if self._socket is not None and self.checks.selected is None:
                self._socket.sendto(datagram, target)
        except OSError:
            return

    def _send_all(self, datagrams: list[bytes], now: float) -> None:
        for datagram in datagrams:
            self._send(datagram)
        if datagrams:
            self._flight = datagrams
            self._flight_wait = max(1.5 * self.checks.round_trip, SOONEST_AGAIN_SECONDS)
            self._flight_at = now + self._flight_wait
        waiting = self.handshake.timeout_seconds() if self.handshake else None
        self._dtls_due_at = None if waiting is None else now + waiting
        if self.handshake and self.handshake.failure:
            self._fail(self.handshake.failure)

    def _send_flight_again(self, now: float) -> None:
        """Browsers do not wait the whole second that OpenSSL waits for an answer."""
        self._flight_wait = min(self._flight_wait * 2, 1.0)
        self._flight_at = now + self._flight_wait
        for datagram in self._flight:
            self._send(datagram)

    # -- receiving

    def _readable(self) -> None:
        """Read until it would block, or a batch is full and others want their turn."""
        for _ in range(BATCH):
            if (listener := self._socket) is None:
                return
            try:
                if self._timed:
                    datagram, ancillary, _, source = listener.recvmsg(LARGEST, _ANCILLARY)
                    arrived = self._arrival(ancillary)
                else:
                    datagram, source = listener.recvfrom(LARGEST)
                    arrived = time.monotonic()
            except BlockingIOError:
                return
            except OSError:  # an ICMP error of an earlier datagram
                continue
            if self._way_in is None:
                self._receive(datagram, source, arrived)
            elif self._loop and (late := self._way_in.fate()) is not None:
                self._loop.call_later(late, self._arrive_late, datagram, source, arrived + late)

    def _arrive_late(self, datagram: bytes, source: Address, arrived: float) -> None:
        if self._socket is not None:
            self._receive(datagram, source, arrived)

    def _arrival(self, ancillary: list[tuple[int, int, bytes]]) -> float:
        if not ancillary:
            return time.monotonic()
        seconds, nanoseconds = _timestamp.unpack(ancillary[0][2])
        return seconds + nanoseconds * 1e-9 - self._wall_ahead

    def _receive(self, datagram: bytes, source: Address, arrived: float) -> None:
        size = len(datagram)
        self.bytes_received += size
        first = datagram[0] if size > 12 else 255
        if 128 <= first <= 191:
            control = 192 <= datagram[1] <= 223
            self._secured(datagram, arrived, control)
        elif first <= 3:
            self.counts["stun"] += 1
            self._check_arrived(datagram, source, arrived)
        elif 20 <= first <= 63:
            self.counts["dtls"] += 1
            self._record_arrived(datagram, arrived)
        else:
            self.counts["junk"] += 1

    def _secured(self, datagram: bytes, arrived: float, control: bool) -> None:
        if (keys := self.keys) is None:
            self.counts["junk"] += 1
            return
        try:
            if control:
                self.counts["rtcp"] += 1
                self.on_control(rtcp.parse(keys.incoming.unprotect_rtcp(datagram)), arrived)
            else:
                self.counts["rtp"] += 1
                self.on_media(keys.incoming.unprotect(datagram), arrived)
        except (pylibsrtp.Error, Malformed, ValueError):
            self.counts["refused"] += 1

    def _check_arrived(self, datagram: bytes, source: Address, arrived: float) -> None:
        """Nobody is answered before `start`: an answer to an address of another network may leave
        from an address that was never named, which ends ICE for aiortc if it knows no other. From
        `start` on our own checks have told it that address."""
        if self.handshake is None:
            return
        was = self.checks.selected
        answer = self.checks.receive(datagram, (source[0], source[1]), arrived)
        if answer is not None:
            self._send_to(answer, source)
        if self.checks.revoked:
            self._fail("the other side has revoked its consent")
            return
        if was is None and self.checks.selected and self._socket and self.handshake:
            self._socket.connect(self.checks.selected)
            self.tick(arrived)
            self._send_all(self.handshake.start(), arrived)

    def _record_arrived(self, datagram: bytes, arrived: float) -> None:
        if self.handshake is None or self.checks.selected is None:
            return
        if self.handshake.keys is None:
            datagram = self._dtls_filter.filtered(datagram)
        if datagram:
            self._send_all(self.handshake.receive(datagram), arrived)
        if self.handshake.closed:
            self._fail("the other side has closed")
        elif self.keys is not None and not self.connected_at and not self.failure:
            self.connected_at = time.monotonic()
            self.on_connected(self.connected_at)

    # -- for performers and viewers to fill

    def on_connected(self, now: float) -> None:
        """SRTP is there."""

    def on_media(self, packet: bytes, arrived: float) -> None:
        """One RTP packet in the clear."""

    def on_control(self, packets: Sequence[object], arrived: float) -> None:
        """One compound of RTCP, parsed."""

    def on_failed(self, sentence: str) -> None:
        """It is over; the socket is closed already."""


def family_of(address: Address) -> int:
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET
