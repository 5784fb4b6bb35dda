"""The front, by real sockets: silence for strangers, a way in for signed checks alone."""

import asyncio
import os
import socket

import pytest

from streaming.process.counters import Counters
from streaming.relay.front import MOST_TUPLES, Front, open_socket
from streaming.wire import stun

PASSWORD = b"p" * 32


class Guest:
    """What the front wants of a peer, and what it brought."""

    def __init__(self, ufrag: str = "ours") -> None:
        self.ufrag, self.password = ufrag, PASSWORD
        self.brought: list[tuple] = []
        self.held: set[tuple] = set()

    def holds(self, address, now):
        return address in self.held

    def answered(self, datagram, said, address, now):
        self.brought.append(("answered", address[1]))

    def checked(self, address, *, nominated, now):
        self.brought.append(("checked", address[1], nominated))

    def on_dtls(self, datagram):
        self.brought.append(("dtls", datagram))

    def on_rtp(self, packet, now):
        self.brought.append(("rtp", bytes(packet)))

    def on_rtcp(self, packet, now):
        self.brought.append(("rtcp", bytes(packet)))


class House:
    def __init__(self, host: str = "127.0.0.1") -> None:
        self.tally = Counters()
        self.drained: list[float] = []
        self.front = Front(open_socket(host, 0), self.tally, self.drained.append)
        self.address = ("127.0.0.1", self.front.sock.getsockname()[1])
        self.sockets: list[socket.socket] = []

    def guest_socket(self) -> socket.socket:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
        made.setblocking(False)
        self.sockets.append(made)
        return made

    def seen(self, sock: socket.socket) -> tuple:
        """Its address as the front sees it."""
        return next(one for one in self.front._by_address if one[1] == sock.getsockname()[1])

    async def says(self, sock: socket.socket, datagram: bytes) -> bytes | None:
        """The answer, if there is one."""
        before = len(self.drained)
        sock.sendto(datagram, self.address)
        for _ in range(200):
            if len(self.drained) > before:
                break
            await asyncio.sleep(0.005)
        try:
            return sock.recv(4096)
        except BlockingIOError:
            return None


@pytest.fixture(params=["127.0.0.1", ""], ids=["IPv4", "dual stack"])
async def house(request):
    made = House(request.param)
    made.front.listen(asyncio.get_running_loop())
    yield made
    made.front.close(asyncio.get_running_loop())
    for sock in made.sockets:
        sock.close()


def check(ufrag: str = "ours", key: bytes = PASSWORD, *, nominate: bool = True) -> bytes:
    return stun.binding_request(
        os.urandom(12), f"{ufrag}:theirs", key, priority=1, controlling=7, nominate=nominate
    )


UNSIGNED = bytes.fromhex("000100002112a442") + bytes(12)
STRANGE = {
    "empty": b"",
    "one byte": b"\x80",
    "longest": os.urandom(65_507),
    "junk": bytes(range(100, 200)),
    "STUN unsigned": UNSIGNED,
    "STUN of another key": check(key=b"q" * 32),
    "STUN for nobody": check("nobody"),
    "ClientHello": bytes.fromhex("16feff000000000000000000") + os.urandom(60),
    "alert": bytes.fromhex("15feff00000000000000000002022800"),
    "RTP": bytes([0x80, 96]) + os.urandom(100),
    "RTCP": bytes([0x80, 200]) + os.urandom(26),
    "TURN": bytes([0x40, 0, 0, 4]) + os.urandom(4),
    "DTLS data": bytes.fromhex("17feff0001000000000000") + os.urandom(60),
}


@pytest.mark.parametrize("kind", STRANGE)
async def test_strangers_get_no_answer_and_reach_nobody(house, kind):
    guest = Guest()
    house.front.admit(guest)
    assert await house.says(house.guest_socket(), STRANGE[kind]) is None
    assert guest.brought == []
    assert sum(count for name, count in house.tally.items() if name.startswith("front.")) == 1


async def test_a_signed_check_is_answered_with_the_address_it_came_from(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    answer = stun.parse(await house.says(sock, check()))
    assert (answer.kind, answer.mapped_address) == (stun.Kind.SUCCESS, sock.getsockname())
    assert guest.brought == [("checked", sock.getsockname()[1], True)]


async def test_after_a_check_everything_from_there_is_theirs(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    await house.says(sock, check())
    guest.brought.clear()
    for kind in ("ClientHello", "RTP", "RTCP"):
        await house.says(sock, STRANGE[kind])
    assert guest.brought == [
        ("dtls", STRANGE["ClientHello"]),
        ("rtp", STRANGE["RTP"]),
        ("rtcp", STRANGE["RTCP"]),
    ]


async def test_whoever_is_forgotten_is_a_stranger(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    await house.says(sock, check())
    house.front.forget(guest)
    guest.brought.clear()
    assert await house.says(sock, STRANGE["RTP"]) is None
    assert await house.says(sock, check()) is None
    assert guest.brought == []


async def test_a_restart_keeps_the_addresses_under_the_new_name(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    await house.says(sock, check())
    guest.ufrag = "newer"
    house.front.rename(guest, "ours")
    guest.brought.clear()
    await house.says(sock, STRANGE["RTP"])
    assert await house.says(sock, check()) is None
    assert await house.says(sock, check("newer")) is not None
    assert [what[0] for what in guest.brought] == ["rtp", "checked"]


async def test_a_peer_has_so_many_addresses_and_the_oldest_goes(house):
    guest = Guest()
    house.front.admit(guest)
    sockets = [house.guest_socket() for _ in range(MOST_TUPLES + 1)]
    for sock in sockets:
        await house.says(sock, check())
    guest.brought.clear()
    for sock in (sockets[0], sockets[1], sockets[-1]):
        await house.says(sock, STRANGE["RTP"])
    assert len(guest.brought) == 2
    assert house.tally["front.too_many_tuples"] == 1


async def test_of_many_addresses_the_one_in_use_stays(house):
    """Some browsers check from more addresses than that, again and again."""
    guest = Guest()
    house.front.admit(guest)
    sockets = [house.guest_socket() for _ in range(MOST_TUPLES + 4)]
    await house.says(sockets[0], check())
    guest.held.add(house.seen(sockets[0]))
    for sock in sockets[1:-2]:
        await house.says(sock, check())
    await house.says(sockets[3], check())  # once more, so others are older now
    for sock in sockets[-2:]:
        await house.says(sock, check())
    guest.brought.clear()
    for sock in (sockets[0], sockets[3]):
        await house.says(sock, STRANGE["RTP"])
    assert len(guest.brought) == 2
    assert len(house.front._by_address) == MOST_TUPLES


async def test_an_address_where_somebody_is_known_to_be_is_not_given_away(house):
    """Whoever can forge it signs with a session of their own, and would get all its packets."""
    honest, thief, sock = Guest("honest"), Guest("thief"), house.guest_socket()
    house.front.admit(honest)
    house.front.admit(thief)
    await house.says(sock, check("honest"))
    honest.held.add(house.seen(sock))
    honest.brought.clear()
    assert await house.says(sock, check("thief")) is None
    await house.says(sock, STRANGE["RTP"])
    assert ([what[0] for what in honest.brought], thief.brought) == (["rtp"], [])
    assert house.tally["front.address_held"] == 1
    assert await house.says(sock, check("honest")) is not None


async def test_an_address_where_nobody_is_known_to_be_goes_over_to_whoever_signs(house):
    first, second, sock = Guest("first"), Guest("second"), house.guest_socket()
    for guest in (first, second):
        house.front.admit(guest)
        await house.says(sock, check(guest.ufrag))
        guest.brought.clear()
    await house.says(sock, STRANGE["RTP"])
    assert (first.brought, len(second.brought)) == ([], 1)


async def test_answers_are_for_whoever_is_there(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    answer = stun.binding_success(os.urandom(12), ("127.0.0.1", 9), PASSWORD)
    assert await house.says(house.guest_socket(), answer) is None
    assert house.tally["front.stun_unknown"] == 1
    await house.says(sock, check())
    guest.brought.clear()
    assert await house.says(sock, answer) is None
    assert guest.brought == [("answered", sock.getsockname()[1])]


async def test_a_bug_costs_one_datagram(house):
    guest, sock = Guest(), house.guest_socket()
    house.front.admit(guest)
    await house.says(sock, check())
    guest.on_rtcp = None
    await house.says(sock, STRANGE["RTCP"])
    await house.says(sock, STRANGE["RTP"])
    assert house.tally["front.broken"] == 1
    assert guest.brought[-1][0] == "rtp"
