"""What anybody can write into a handshake does not come through to it."""

import os
from random import Random

import pytest

from streaming.transport.dtls_filter import FARTHEST, DtlsFilter
from tests.fuzz.mutation import mutated
from tests.packets.write import hello, message, record

from .pair import RTP, pair, talk

HELLO = record(22, hello(), version=255)
KEYS = record(22, message(16, bytes(66), number=2), number=2)
CHANGE = record(20, b"\x01", number=3)
FINISHED = record(22, bytes(48), epoch=1)

FORGED = {
    "hello": lambda: record(22, hello(os.urandom(32)), number=7),
    "second hello": lambda: record(22, message(1, hello(os.urandom(32))[12:], number=1), number=7),
    "fatal alert": lambda: record(21, b"\x02\x28", number=9),
    "goodbye": lambda: record(21, b"\x01\x00", number=9),
    "change of ciphers": lambda: record(20, b"\x01", number=60),
    "data": lambda: record(23, b"abcd", number=9),
    "message of no kind": lambda: record(22, message(99, b"abc", number=1), number=9),
    "server's message": lambda: record(22, message(14, b"", number=1), number=9),
    "no message": lambda: record(22, os.urandom(40), number=9),
    "acknowledgement": lambda: record(26, bytes(18), number=9),
    "record from far ahead": lambda: record(22, hello(), number=FARTHEST + 40),
    "junk": lambda: bytes((20 + os.urandom(1)[0] % 12,)) + os.urandom(60),
}


def test_a_whole_handshake_comes_through():
    filter = DtlsFilter(active=False)
    for datagram in (HELLO, HELLO, KEYS + CHANGE + FINISHED, KEYS + CHANGE + FINISHED):
        assert filter.filtered(datagram) == datagram


@pytest.mark.parametrize("kind", FORGED)
def test_what_is_forged_does_not_and_shuts_nothing_out(kind):
    filter = DtlsFilter(active=False)
    assert filter.filtered(HELLO) == HELLO
    assert [filter.filtered(FORGED[kind]()) for _ in range(50)] == [b""] * 50
    assert filter.filtered(KEYS + CHANGE + FINISHED) == KEYS + CHANGE + FINISHED


@pytest.mark.parametrize("datagram", [KEYS, CHANGE, FINISHED, record(21, b"\x02\x28")])
def test_nothing_begins_without_a_hello(datagram):
    assert DtlsFilter(active=False).filtered(datagram) == b""


def test_a_hello_in_pieces_and_one_that_brings_a_cookie_are_the_same_hello():
    body, filter = hello()[12:], DtlsFilter(active=False)
    pieces = [
        record(22, message(1, body[:36], size=len(body))),
        record(22, message(1, body[36:], offset=36, size=len(body)), number=1),
    ]
    again = record(22, message(1, body, number=1), number=2)
    assert [filter.filtered(one) for one in (*pieces, again)] == [*pieces, again]


def test_a_hello_without_its_random_number_is_none():
    filter = DtlsFilter(active=False)
    assert filter.filtered(record(22, message(1, hello()[12:40], size=200))) == b""
    assert filter.filtered(HELLO) == HELLO


def test_of_a_datagram_the_rest_comes_through():
    filter = DtlsFilter(active=False)
    filter.filtered(HELLO)
    assert filter.filtered(FORGED["fatal alert"]() + KEYS) == KEYS


def test_a_server_is_heard_as_a_server():
    filter, done = DtlsFilter(active=True), record(22, message(14, b"", number=4), number=4)
    answer = record(22, message(2, hello()[12:]))
    assert filter.filtered(HELLO) == b""
    assert [filter.filtered(one) for one in (answer, done, CHANGE)] == [answer, done, CHANGE]


def test_any_bytes_are_filtered():
    rng, seeds = Random(7), [HELLO, KEYS + CHANGE + FINISHED]
    filter = DtlsFilter(active=False)
    for _ in range(5_000):
        datagram = mutated(rng, seeds)
        assert len(filter.filtered(datagram)) <= len(datagram)


def guarded(filter: DtlsFilter, attack):
    """A line on which something forged comes before and behind each datagram."""

    def change(datagram: bytes) -> list[bytes]:
        forged = [] if filter._random is None else [attack()]  # nothing before the first word
        arrived = [*forged, datagram, attack(), attack()]
        return [found for one in arrived if (found := filter.filtered(one))]

    return change


def attacked(attack, *, filtered: bool = True):
    """Both ends of a handshake into which somebody writes on both sides."""
    client, server = pair()
    filters = DtlsFilter(active=False), DtlsFilter(active=True)
    if filtered:
        talk(client, server, *(guarded(one, attack) for one in filters))
    else:
        talk(client, server, lambda datagram: [datagram, attack()])
    return client, server


@pytest.mark.parametrize("kind", FORGED)
def test_handshakes_end_well_while_somebody_writes_into_them(kind):
    for _ in range(5):
        client, server = attacked(FORGED[kind])
        assert client.keys and server.keys
        assert server.keys.incoming.unprotect(client.keys.outgoing.protect(RTP)) == RTP


def test_without_the_filter_they_do_not():
    """Or none of this would be needed."""
    _client, server = attacked(FORGED["data"], filtered=False)
    assert server.broken
