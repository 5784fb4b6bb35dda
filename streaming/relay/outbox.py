"""The outbox: one burst of plain packets, encrypted for each viewer in an arena and sent by the
kernel in one call.

Rule of the hot loop: per viewer one memmove, per packet one srtp_protect, per arena one sendmmsg;
no await, no object, no log line. libsrtp writes the length of what it made straight into the
`iov_len` that the kernel reads. Packets of one size to one viewer are one message (UDP_SEGMENT).
"""

import errno
import select
import socket
import struct
from collections.abc import Sequence
from typing import Any

import cffi

from . import srtp
from .tally import Tally

SLOT_BYTES = 2048
SLOTS = 320
MOST_SEGMENTS = 32  # a message of 64 KiB at most, and no more than the kernel takes
WAIT_MS = 5  # for room in the socket's buffer; then media is dropped and counted
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
_MESSAGE = struct.Struct("=QI4xQQQQi4xI4x")  # struct mmsghdr on 64-bit Linux
_CONTROL = struct.Struct("=QiiH6x")  # one cmsghdr with the size of a segment
_CONTROL_LENGTH = 18
_SOCKADDR6 = struct.Struct("=HHI16sI")


class Way:
    """Where a peer's packets go and how they are sealed; made anew when its address changes."""

    __slots__ = ("_name", "address", "handle", "name", "name_length", "tag")

    def __init__(self, address: tuple, handle: Any, tag: int) -> None:
        packed = pack_address(address)
        self.address = address
        self._name = _ffi.new("char[]", packed)  # keeps the memory that `name` points at
        self.name = int(_ffi.cast("uintptr_t", self._name))
        self.name_length = len(packed)
        self.handle = handle
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


class Outbox:
    """burst() for many viewers, seal() for one; flush() before the loop goes on."""

    def __init__(self, sock: socket.socket, tally: Tally, *, gso: bool = True) -> None:
        self._sock, self._fd, self._tally = sock, sock.fileno(), tally
        self.gso = gso
        self._sendmmsg: Any = _ffi.dlopen(None).sendmmsg
        self._arena = _ffi.new("char[]", SLOT_BYTES * SLOTS)
        base = _ffi.cast("char *", self._arena)
        self._iovs = _ffi.new("struct iovec[]", SLOTS)
        self._messages = _ffi.new("struct mmsghdr[]", SLOTS)
        self._message_bytes = _ffi.buffer(self._messages)
        self._slots = [base + number * SLOT_BYTES for number in range(SLOTS)]
        self._lengths = [
            _ffi.cast("int *", _ffi.addressof(self._iovs[number], "iov_len"))
            for number in range(SLOTS)
        ]
        for number in range(SLOTS):
            self._iovs[number].iov_base = self._slots[number]
        first = int(_ffi.cast("uintptr_t", self._iovs))
        self._iov_at = [first + number * _ffi.sizeof("struct iovec") for number in range(SLOTS)]
        self._controls: dict[int, tuple[Any, int]] = {}
        self._slot = self._count = 0  # slots and messages in use

    def burst(self, packets: Sequence[bytes], ways: Sequence[Way]) -> None:
        """The same plain packets to many, each sealed for itself."""
        for run in runs_of(packets) if self.gso else ([one] for one in packets):
            self._burst(run, ways)
        self.flush()

    def _burst(self, run: Sequence[bytes], ways: Sequence[Way]) -> None:
        size, many = len(run[0]), len(run)
        template = bytearray(SLOT_BYTES * many)
        for number, packet in enumerate(run):
            template[number * SLOT_BYTES : number * SLOT_BYTES + len(packet)] = packet
        length = SLOT_BYTES * (many - 1) + len(run[-1])
        sizes = [len(packet) for packet in run]
        source = _ffi.from_buffer(template)
        slots, lengths, iov_at = self._slots, self._lengths, self._iov_at
        protect, memmove, pack = srtp.protect, srtp.memmove, _MESSAGE.pack_into
        message_bytes, at = self._message_bytes, _MESSAGE.size
        failed, tag, control, control_length = 0, -1, 0, 0
        slot, place = self._slot, self._count * at
        last = SLOTS - many
        for way in ways:
            if slot > last:
                self._slot, self._count = slot, place // at
                self.flush()
                slot = place = 0
            if way.tag != tag and many > 1:
                tag = way.tag
                control, control_length = self._control(size + tag)
            iov = iov_at[slot]
            memmove(slots[slot], source, length)
            handle = way.handle
            for size_now in sizes:
                length_at = lengths[slot]
                length_at[0] = size_now
                if protect(handle, slots[slot], length_at):
                    failed += 1
                slot += 1
            pack(
                message_bytes, place,
                way.name, way.name_length, iov, many, control, control_length, 0, 0,
            )  # fmt: skip
            place += at
        self._slot, self._count = slot, place // at
        self._tally["out.packets"] += many * len(ways) - failed
        self._tally["out.bytes"] += sum(sizes) * len(ways)
        if failed:
            self._tally["out.not_sealed"] += failed

    def seal(self, way: Way, packet: bytes, *, control: bool = False) -> None:
        """One packet for one peer: a retransmission, or what rtcp says."""
        if len(packet) > SLOT_BYTES - srtp.LONGEST_TRAILER:
            self._tally["out.too_long"] += 1
            return
        if self._slot == SLOTS:
            self.flush()
        slot, length_at = self._slots[self._slot], self._lengths[self._slot]
        srtp.memmove(slot, packet, len(packet))
        length_at[0] = len(packet)
        change = srtp.protect_rtcp if control else srtp.protect
        if change(way.handle, slot, length_at):
            self._tally["out.not_sealed"] += 1
            return
        self._queue(way)
        self._tally["out.control" if control else "out.packets"] += 1
        self._tally["out.bytes"] += len(packet)

    def _queue(self, way: Way) -> None:
        _MESSAGE.pack_into(
            self._message_bytes, self._count * _MESSAGE.size,
            way.name, way.name_length, self._iov_at[self._slot], 1, 0, 0, 0, 0,
        )  # fmt: skip
        self._slot += 1
        self._count += 1

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
        """Everything that waits goes out, or is counted as dropped."""
        sent, count = 0, self._count
        while sent < count:
            done = self._sendmmsg(self._fd, self._messages + sent, count - sent, 0)
            sent += done if done > 0 else self._trouble(sent, _ffi.errno)
        self._slot = self._count = 0

    def _trouble(self, number: int, error: int) -> int:
        """How many messages are settled after the kernel refused the one with this number."""
        if error == errno.EINTR:
            return 0
        if error in (errno.EAGAIN, errno.ENOBUFS):
            if select.select([], [self._fd], [], WAIT_MS / 1000)[1] and error == errno.EAGAIN:
                return 0
            self._tally["out.dropped_full"] += 1
            return 1
        header = self._messages[number].msg_hdr
        if error in NO_GSO and header.msg_iovlen > 1:
            self.gso = False
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
