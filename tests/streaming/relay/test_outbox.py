"""Bursts through a real socket: everything arrives, sealed for each, cut as it was."""

import errno
import os
import socket
import weakref

import pytest

from streaming.process.counters import Counters
from streaming.relay.outbox import (
    MOST_SEGMENTS,
    SLOTS,
    Destination,
    Outbox,
    _ffi,
    batches_of,
    pack_address,
    runs_of,
)
from streaming.relay.sendto_fallback import SendtoFallback, unpack_address
from streaming.transport import srtp as srtp_profiles
from streaming.transport.srtp import Profile

PROFILES = [srtp_profiles.PROFILES[0], srtp_profiles.PROFILES[-1]]


class Receiver:
    """A viewer's socket and its side of the SRTP session."""

    def __init__(self, profile: Profile, family: int = socket.AF_INET6) -> None:
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.sock.settimeout(2)
        secret = os.urandom(profile.secret_size)
        self.sending = srtp_profiles.make_keys(profile, secret, client=True).outgoing
        self.receiving = srtp_profiles.make_keys(profile, secret, client=False).incoming
        self.destination = Destination(self.sock.getsockname(), self.sending, profile.tag)

    def plain(self, many: int) -> list[bytes]:
        return [self.receiving.unprotect(self.sock.recv(4096)) for _ in range(many)]


def packet(number: int, size: int) -> bytes:
    head = bytes([0x80, 96]) + number.to_bytes(2, "big") + bytes(4) + (7).to_bytes(4, "big")
    return head + os.urandom(size - len(head))


@pytest.fixture(params=[True, False], ids=["gso", "plain"])
def outbox(request):
    sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    sock.bind(("::", 0))
    yield Outbox(sock, Counters(), gso=request.param)
    sock.close()


@pytest.mark.parametrize("profile", PROFILES)
def test_a_burst_reaches_everybody_as_it_was(outbox, profile):
    receivers = [Receiver(profile) for _ in range(7)]
    packets = [packet(number, size) for number, size in enumerate([900, 900, 900, 400, 80, 1200])]
    outbox.burst(packets, batches_of([one.destination for one in receivers]))
    assert [one.plain(6) for one in receivers] == [packets] * 7
    assert outbox._tally["out.packets"] == 42


def test_more_than_the_arena_holds(outbox):
    receiver = Receiver(PROFILES[0])
    packets = [packet(number, 300) for number in range(SLOTS + MOST_SEGMENTS + 5)]
    outbox.burst(packets, batches_of([receiver.destination]))
    assert receiver.plain(len(packets)) == packets


def test_one_packet_for_one_peer(outbox):
    receiver = Receiver(PROFILES[0])
    outbox.seal(receiver.destination, packet(1, 200))
    outbox.flush()
    assert len(receiver.plain(1)[0]) == 200


def test_an_ipv4_viewer_by_a_dual_stack_socket(outbox):
    receiver = Receiver(PROFILES[0], socket.AF_INET)
    port = receiver.sock.getsockname()[1]
    receiver.destination = Destination(
        ("::ffff:127.0.0.1", port, 0, 0), receiver.sending, receiver.destination.tag
    )
    packets = [packet(number, 500) for number in range(3)]
    outbox.burst(packets, batches_of([receiver.destination]))
    assert receiver.plain(3) == packets


@pytest.mark.parametrize(
    "made_of", [lambda destination: destination, lambda destination: batches_of([destination])]
)
def test_who_leaves_while_a_burst_is_under_way_is_sealed_for_to_its_end(made_of):
    """libsrtp frees a session with its last reference, and whoever seals has its bare address."""
    receiver = Receiver(PROFILES[0])
    session, left = weakref.ref(receiver.sending), made_of(receiver.destination)
    del receiver
    assert session() is not None
    del left
    assert session() is None


def test_too_long_is_dropped_and_counted(outbox):
    outbox.seal(Receiver(PROFILES[0]).destination, packet(1, 2047))
    assert outbox._tally["out.too_long"] == 1


class Kernel:
    """The real one, but for what it does not have or take."""

    def __init__(self, error: int, refuses) -> None:
        self._real, self._error, self._refuses = _ffi.dlopen(None).sendmmsg, error, refuses

    def __call__(self, fd, messages, count, flags):
        for number in range(count):
            if self._refuses(messages[number].msg_hdr):
                if number:
                    return self._real(fd, messages, number, flags)
                _ffi.errno = self._error
                return -1
        return self._real(fd, messages, count, flags)


@pytest.mark.parametrize("error", [errno.EIO, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOPROTOOPT])
@pytest.mark.parametrize("viewers", [1, 5])
def test_where_gso_is_refused_each_packet_goes_alone(outbox, error, viewers):
    outbox._sendmmsg = Kernel(error, lambda header: header.msg_controllen)
    receivers = [Receiver(profile) for profile in (PROFILES * viewers)[:viewers]]
    packets = [packet(number, 600) for number in range(5)]
    had = outbox.gso
    for _ in range(2):
        outbox.burst([*packets], batches_of([one.destination for one in receivers]))
    got = [[one.plain(1)[0] for _ in range(5)] for one in receivers]
    assert got == [packets] * viewers
    assert not outbox.gso
    assert bool(outbox._tally["out.gso_refused"]) == had
    assert outbox._tally["out.refused"] == 0


def test_one_who_sends_what_no_path_takes_costs_the_others_no_gso(outbox):
    had, outbox._sendmmsg = outbox.gso, Kernel(errno.EINVAL, lambda header: header.msg_controllen)
    receiver = Receiver(PROFILES[0])
    outbox.burst([packet(number, 1480) for number in range(3)], batches_of([receiver.destination]))
    assert len(receiver.plain(3)) == 3
    assert outbox.gso == had


@pytest.mark.parametrize("family", [socket.AF_INET6, socket.AF_INET])
def test_without_sendmmsg_it_goes_by_sendto(outbox, family):
    outbox._sendmmsg = Kernel(errno.ENOSYS, lambda header: True)
    receiver = Receiver(PROFILES[0], family)
    if family == socket.AF_INET:
        address = ("::ffff:127.0.0.1", receiver.sock.getsockname()[1], 0, 0)
        receiver.destination = Destination(address, receiver.sending, receiver.destination.tag)
    packets = [packet(number, size) for number, size in enumerate([700, 700, 300, 900])]
    outbox.burst(packets, batches_of([receiver.destination]))
    outbox.seal(receiver.destination, packets[0])
    outbox.flush()
    assert receiver.plain(4) == packets
    assert isinstance(outbox._sendmmsg, SendtoFallback)
    assert (outbox.gso, outbox._tally["out.no_sendmmsg"]) == (False, 1)


def test_a_full_socket_and_a_dead_path_end_nothing_by_sendto_either(outbox):
    outbox._sendmmsg, outbox.gso = SendtoFallback(outbox._sock, _ffi), False
    receiver = Receiver(PROFILES[0])
    nowhere = Destination(("::1", 0, 0, 0), receiver.sending, receiver.destination.tag)
    outbox.burst([packet(1, 100)], batches_of([nowhere, receiver.destination]))
    assert outbox._tally["out.refused"] == 1
    assert receiver.plain(1)


@pytest.mark.parametrize(
    "address", [("192.0.2.7", 5004), ("2001:db8::7", 5004, 0, 0), ("fe80::1", 9, 7, 3)]
)
def test_an_address_is_read_as_it_was_packed(address):
    assert unpack_address(pack_address(address)) == address


def test_runs_end_where_the_size_grows_or_after_a_smaller_one():
    def sizes(*given):
        return [[len(one) for one in run] for run in runs_of([bytes(size) for size in given])]

    assert sizes(5, 5, 3, 5, 5) == [[5, 5, 3], [5, 5]]
    assert sizes(3, 5) == [[3], [5]]
    assert sizes(5, 4, 4) == [[5, 4], [4]]
    assert [len(run) for run in runs_of([b"12"] * 70)] == [32, 32, 6]
