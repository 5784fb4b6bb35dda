"""The outbox: one burst of plain packets, encrypted for each viewer in an arena and sent by the
kernel in one call.

Rule of the hot loop: it runs in C. A batch of viewers stands side by side, so all that the kernel
reads is written column by column, and libsrtp is called by map(): per packet there is no line of
Python, no await, no object, no log line. libsrtp writes the length of what it made straight into
the `iov_len` that the kernel reads. Packets of one size to one viewer are one message
(UDP_SEGMENT).
"""

import errno
import select
import socket
import struct
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any

import cffi
from pylibsrtp import Session

from streaming.process.counters import Counters

from . import srtp
from .sendto_fallback import SendtoFallback

BATCH = 64  # viewers at most; between two batches others may have a turn
SLOTS = 512
ARENA_BYTES = 512 * 1024
LONGEST_PACKET = 2048 - srtp.LONGEST_TRAILER
STEP = 256  # the slots of a burst are as wide as its packets, in these steps: caches are small
MOST_SEGMENTS = 32  # a message of 64 KiB at most, and no more than the kernel takes
WAIT_MS = 5  # for room in the socket's buffer; then media is dropped and counted
ORDINARY = 1_400  # bytes; longer packets fit into few paths, and are no fault of the kernel
SOL_UDP, UDP_SEGMENT = 17, 103
NO_GSO = {errno.EIO, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOPROTOOPT, errno.EMSGSIZE}

_ffi = cffi.FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov;
                    size_t msg_iovlen; void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
    """
)
_WORDS = 8  # of struct mmsghdr on 64-bit Linux
_NAME, _NAME_LENGTH, _IOV, _IOV_LENGTH, _CONTROL_AT, _CONTROL_SIZE = range(6)
_CONTROL = struct.Struct("=QiiH6x")  # one cmsghdr with the size of a segment
_CONTROL_LENGTH = 18
_SOCKADDR6 = struct.Struct("=HHI16sI")


def _sendmmsg() -> Any:
    """None where the platform has none."""
    try:
        return _ffi.dlopen(None).sendmmsg
    except AttributeError:
        return None


class Destination:
    """Where a peer's packets go and how they are sealed; made anew when its address changes.

    It keeps the session: what is under way is sealed to its end, also for a peer that has left.
    """

    __slots__ = ("_name", "_session", "address", "handle", "name", "name_length", "tag")

    def __init__(self, address: tuple, session: Session, tag: int) -> None:
        packed = pack_address(address)
        self.address = address
        self._name = _ffi.new("char[]", packed)  # keeps the memory that `name` points at
        self.name = int(_ffi.cast("uintptr_t", self._name))
        self.name_length = len(packed)
        self._session, self.handle = session, srtp.handle(session)
        self.tag = tag


def pack_address(address: tuple) -> bytes:
    """A struct sockaddr_in or sockaddr_in6 for the address that recvfrom gave."""
    host, port = address[0], address[1]
    if len(address) == 2:
        head = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port)
        return head + socket.inet_aton(host) + bytes(8)
    flow, scope = address[2], address[3]
    host = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return _SOCKADDR6.pack(socket.AF_INET6, socket.htons(port), socket.htonl(flow), host, scope)


class Batch:
    """Viewers who get the same packets, side by side; all sealed alike."""

    __slots__ = ("_destinations", "_handles", "count", "name_lengths", "names", "tag")

    def __init__(self, destinations: Sequence[Destination]) -> None:
        self._destinations = destinations  # keep the memory that `names` points at
        self.count = len(destinations)
        self.names = array("Q", [destination.name for destination in destinations])
        self.name_lengths = array("Q", [destination.name_length for destination in destinations])
        self.tag = destinations[0].tag
        self._handles: dict[int, list[Any]] = {}

    def handles(self, many: int) -> list[Any]:
        """Those of libsrtp, each so many times in a row."""
        found = self._handles.get(many)
        if found is None:
            each = (repeat(destination.handle, many) for destination in self._destinations)
            found = self._handles[many] = list(chain.from_iterable(each))
        return found


def batches_of(destinations: Iterable[Destination]) -> list[Batch]:
    by_tag: dict[int, list[Destination]] = {}
    for destination in destinations:
        by_tag.setdefault(destination.tag, []).append(destination)
    return [
        Batch(alike[start : start + BATCH])
        for alike in by_tag.values()
        for start in range(0, len(alike), BATCH)
    ]


class Slots:
    """The arena, cut into slots of one width."""

    __slots__ = ("addresses", "count", "pointers", "width")

    def __init__(self, arena: Any, width: int) -> None:
        self.width = width
        self.count = min(SLOTS, ARENA_BYTES // width)
        base = _ffi.cast("char *", arena)
        self.pointers = [base + number * width for number in range(self.count)]
        first = int(_ffi.cast("uintptr_t", base))
        self.addresses = array("Q", range(first, first + self.count * width, width))


class Outbox:
    """burst() for many viewers, seal() for one; flush() before the loop goes on."""

    def __init__(self, sock: socket.socket, tally: Counters, *, gso: bool = True) -> None:
        self._sock, self._fd, self._tally = sock, sock.fileno(), tally
        self._sendmmsg: Any = _sendmmsg() or SendtoFallback(sock, _ffi)
        self.gso = gso and not isinstance(self._sendmmsg, SendtoFallback)
        self._arena = _ffi.new("char[]", ARENA_BYTES)
        self._arena_bytes = _ffi.buffer(self._arena)
        self._cut: dict[int, Slots] = {}
        self._iovs = _ffi.new("struct iovec[]", SLOTS)
        self._messages = _ffi.new("struct mmsghdr[]", SLOTS)
        words = memoryview(_ffi.buffer(self._iovs)).cast("B").cast("Q")
        self._bases, self._lengths = words[0::2], words[1::2]
        self._length_pointers = [
            _ffi.cast("int *", _ffi.addressof(self._iovs[number], "iov_len"))
            for number in range(SLOTS)
        ]
        words = memoryview(_ffi.buffer(self._messages)).cast("B").cast("Q")
        self._columns = [words[column::_WORDS] for column in range(_WORDS)]
        first, size = int(_ffi.cast("uintptr_t", self._iovs)), _ffi.sizeof("struct iovec")
        self._iov_at = array("Q", range(first, first + SLOTS * size, size))
        self._controls: dict[int, tuple[Any, int]] = {}
        self.bytes_sent = 0  # before encryption, since the start
        self._waiting: list[Destination] = []  # of the messages of seal(), whose names it keeps

    def burst(self, packets: Sequence[bytes], batches: Iterable[Batch]) -> int:
        """The same plain packets to many, each sealed for itself; how many bytes that were."""
        self.flush()
        runs = runs_of(packets) if self.gso else [[packet] for packet in packets]
        before = self.bytes_sent
        for batch in batches:
            for run in runs:
                self._burst(run, batch)
        return self.bytes_sent - before

    def _burst(self, run: Sequence[bytes], batch: Batch) -> None:
        slots, many = self._slots(len(run[0])), len(run)
        room = slots.count // many
        for start in range(0, batch.count, room):
            viewers = min(room, batch.count - start)
            self._lay_out(run, slots, viewers)
            self._seal_all(batch.handles(many)[start * many : (start + viewers) * many], slots)
            self._address(run, batch, start, viewers)
            self._send(viewers)

    def _lay_out(self, run: Sequence[bytes], slots: Slots, viewers: int) -> None:
        """The run once for each viewer: written once, then doubled until it is enough."""
        width, pointers, total = slots.width, slots.pointers, len(run) * viewers
        sizes = array("Q", map(len, run))
        for number, packet in enumerate(run):
            at = number * width
            self._arena_bytes[at : at + len(packet)] = packet
        done = len(run)
        while done < total:
            more = min(done, total - done)
            srtp.memmove(pointers[done], pointers[0], more * width)
            done += more
        self._bases[:total] = slots.addresses[:total]
        self._lengths[:total] = sizes * viewers
        self._tally["out.packets"] += total
        self._count(sum(sizes) * viewers)

    def _seal_all(self, handles: Sequence[Any], slots: Slots) -> None:
        done = list(map(srtp.protect, handles, slots.pointers, self._length_pointers))
        if any(done):  # what could not be sealed does not leave as it is
            for number, error in enumerate(done):
                if error:
                    _ffi.memmove(slots.pointers[number], bytes(slots.width), slots.width)
                    self._tally["out.not_sealed"] += 1

    def _address(self, run: Sequence[bytes], batch: Batch, start: int, viewers: int) -> None:
        """One message for each viewer, field by field."""
        many, stop, columns = len(run), start + viewers, self._columns
        control = self._control(len(run[0]) + batch.tag) if many > 1 else (0, 0)
        columns[_NAME][:viewers] = batch.names[start:stop]
        columns[_NAME_LENGTH][:viewers] = batch.name_lengths[start:stop]
        columns[_IOV][:viewers] = self._iov_at[: viewers * many : many]
        columns[_IOV_LENGTH][:viewers] = array("Q", (many,)) * viewers
        columns[_CONTROL_AT][:viewers] = array("Q", (control[0],)) * viewers
        columns[_CONTROL_SIZE][:viewers] = array("Q", (control[1],)) * viewers

    def seal(self, destination: Destination, packet: bytes, *, control: bool = False) -> None:
        """One packet for one peer: a retransmission, or what rtcp says."""
        if len(packet) > LONGEST_PACKET:
            self._tally["out.too_long"] += 1
            return
        slots, number = self._slots(LONGEST_PACKET), len(self._waiting)
        slot, length = slots.pointers[number], self._length_pointers[number]
        _ffi.memmove(slot, packet, len(packet))
        length[0] = len(packet)
        change = srtp.protect_rtcp if control else srtp.protect
        if change(destination.handle, slot, length):
            self._tally["out.not_sealed"] += 1
            return
        self._bases[number] = slots.addresses[number]
        values = (destination.name, destination.name_length, self._iov_at[number], 1, 0, 0)
        for column, value in zip(self._columns, values, strict=False):
            column[number] = value
        self._waiting.append(destination)
        self._tally["out.control" if control else "out.packets"] += 1
        self._count(len(packet))
        if len(self._waiting) == slots.count:
            self.flush()

    def _count(self, size: int) -> None:
        self.bytes_sent += size
        self._tally["out.bytes"] += size

    def _slots(self, size: int) -> Slots:
        """Wide enough for a packet of this size and what sealing adds."""
        width = -(-(size + srtp.LONGEST_TRAILER) // STEP) * STEP
        found = self._cut.get(width)
        if found is None:
            found = self._cut[width] = Slots(self._arena, width)
        return found

    def _control(self, segment: int) -> tuple[int, int]:
        """The control message that tells the kernel where to cut; (address, length)."""
        found = self._controls.get(segment)
        if found is None:
            memory = _ffi.new(
                "char[]", _CONTROL.pack(_CONTROL_LENGTH, SOL_UDP, UDP_SEGMENT, segment)
            )
            found = self._controls[segment] = (memory, int(_ffi.cast("uintptr_t", memory)))
        return found[1], _CONTROL.size

    def flush(self) -> None:
        """What was sealed goes out."""
        if self._waiting:
            self._send(len(self._waiting))
            self._waiting = []

    def _send(self, count: int) -> None:
        """The first messages of the arena leave, or are counted as dropped."""
        sent = 0
        while sent < count:
            done = self._sendmmsg(self._fd, self._messages + sent, count - sent, 0)
            sent += done if done > 0 else self._trouble(sent, _ffi.errno)

    def _trouble(self, number: int, error: int) -> int:
        """How many messages are settled after the kernel refused the one with this number."""
        if error == errno.EINTR:
            return 0
        if error == errno.ENOSYS and not isinstance(self._sendmmsg, SendtoFallback):
            self._sendmmsg, self.gso = SendtoFallback(self._sock, _ffi), False
            self._tally["out.no_sendmmsg"] += 1
            return 0
        if error in (errno.EAGAIN, errno.ENOBUFS):
            if select.select([], [self._fd], [], WAIT_MS / 1000)[1] and error == errno.EAGAIN:
                return 0
            self._tally["out.dropped_full"] += 1
            return 1
        header = self._messages[number].msg_hdr
        if error in NO_GSO and header.msg_iovlen > 1:
            # One odd performer is no reason to go without for everybody.
            self.gso = header.msg_iov.iov_len > ORDINARY
            self._tally["out.gso_refused"] += 1
            self._send_plain(header)
            return 1
        self._tally["out.refused"] += 1
        return 1

    def _send_plain(self, header: Any) -> None:
        """Each packet of a message that the path does not take whole."""
        iovs, many = header.msg_iov, header.msg_iovlen
        one = _ffi.new("struct mmsghdr *")
        for number in range(many):
            one.msg_hdr.msg_name, one.msg_hdr.msg_namelen = header.msg_name, header.msg_namelen
            one.msg_hdr.msg_iov, one.msg_hdr.msg_iovlen = iovs + number, 1
            if self._sendmmsg(self._fd, one, 1, 0) != 1:
                self._tally["out.refused"] += 1


def runs_of(packets: Sequence[bytes]) -> list[list[bytes]]:
    """Cut where the sizes change: all of one run are equal, only its last may be smaller."""
    runs: list[list[bytes]] = []
    for packet in packets:
        run = runs[-1] if runs else None
        fits = (
            run is not None
            and len(run) < MOST_SEGMENTS
            and len(run[-1]) == len(run[0])
            and len(packet) <= len(run[0])
        )
        if run is not None and fits:
            run.append(packet)
        else:
            runs.append([packet])
    return runs
