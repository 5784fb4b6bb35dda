"""Two ends of a handshake agree on keys, over lossy lines too, and believe fingerprints alone."""

import time

import pylibsrtp
import pytest

from streaming.transport.engine import MTU
from streaming.transport.handshake import Handshake, datagrams_of
from tests.packets.write import record

from .pair import CLIENTS, OTHER, RTP, SERVERS, pair, talk, unchanged


def test_both_ends_can_read_each_other():
    client, server = pair()
    talk(client, server)
    assert client.keys.profile == server.keys.profile == "SRTP_AEAD_AES_128_GCM"
    for sender, receiver in ((client, server), (server, client)):
        sealed = sender.keys.outgoing.protect(RTP)
        assert len(sealed) == len(RTP) + sender.keys.tag
        assert receiver.keys.incoming.unprotect(sealed) == RTP
    assert (client.failure, server.failure) == ("", "")
    assert client.timeout_seconds() is server.timeout_seconds() is None


@pytest.mark.parametrize("mistaken", ["client", "server"])
def test_a_certificate_that_nobody_named_opens_nothing(mistaken):
    client, server = pair(**{f"{mistaken}_wants": OTHER})
    talk(client, server)
    wrong, right = (client, server) if mistaken == "client" else (server, client)
    assert wrong.failure == "the certificate is not the one that the session description named"
    assert (wrong.keys, wrong.broken) == (None, False)
    assert right.keys is not None
    assert wrong.receive(b"\x16") == []
    for datagram in wrong.close():
        right.receive(datagram)
    assert right.closed


@pytest.mark.parametrize(
    ("named", "good"),
    [
        ([("SHA-256", SERVERS.fingerprint.lower()), ("md5", "00")], True),
        ([("md5", "00")], False),
        ([("sha-256", SERVERS.fingerprint), ("sha-256", "00")], False),
    ],
    ids=["one that we know", "none that we know", "a wrong one"],
)
def test_every_fingerprint_that_we_know_has_to_be_right(named, good):
    client = Handshake(CLIENTS, named, active=True)
    talk(client, pair()[1])
    assert (client.keys is not None) is good


def test_ends_without_a_profile_in_common_have_no_keys(monkeypatch):
    client, server = pair()
    monkeypatch.setattr(server._engine, "profile", lambda: None)
    talk(client, server)
    assert (server.failure, server.keys) == ("no SRTP profile in common", None)


def lose(*numbers: int):
    """A line that loses these datagrams, counted from 0."""
    count = iter(range(100))

    def change(datagram: bytes) -> list[bytes]:
        return [] if next(count) in numbers else [datagram]

    return change


@pytest.mark.parametrize(("up", "down"), [((0,), ()), ((), (0,)), ((1,), ()), ((), (1,))])
def test_what_is_lost_is_sent_again_in_its_time(up, down):
    """The one timer is OpenSSL's own, of a second: so this test takes one."""
    client, server = pair()
    talk(client, server, lose(*up), lose(*down))
    assert not (client.keys and server.keys)
    assert client.again() == [], "too early"
    ends = {client: server, server: client}
    waiting = [one for one in ends if one.timeout_seconds() is not None]
    assert all(0 < one.timeout_seconds() <= 1 for one in waiting)
    until = time.monotonic() + 30
    while not (client.keys and server.keys) and time.monotonic() < until:
        time.sleep(0.05)
        for one in waiting:
            flight, turn = one.again(), ends[one]
            while flight:
                flight = [answer for datagram in flight for answer in turn.receive(datagram)]
                turn = ends[turn]
    assert client.keys and server.keys


def test_no_datagram_is_longer_than_one_path_carries():
    sizes = []

    def measure(datagram: bytes) -> list[bytes]:
        sizes.append(len(datagram))
        return [datagram]

    talk(*pair(), measure, measure)
    assert 0 < max(sizes) <= MTU
    records = [record(22, bytes(700), number=number) for number in range(4)]
    assert datagrams_of(b"".join(records)) == [records[0], records[1], records[2], records[3]]
    small = [record(22, bytes(100), number=number) for number in range(4)]
    assert datagrams_of(b"".join(small)) == [b"".join(small)]
    assert datagrams_of(b"") == []


def test_the_end_of_the_other_side_is_noticed_and_nothing_follows_it():
    client, server = pair()
    assert client.close() == server.close() == [], "there is nothing to close yet"
    client, server = pair()
    talk(client, server)
    assert server.receive(record(23, b"junk", epoch=1)) == []
    for datagram in client.close():
        server.receive(datagram)
    assert server.closed
    assert server.receive(record(23, b"junk", epoch=1)) == []
    assert server.timeout_seconds() is None


def test_what_makes_no_sense_breaks_it_where_nobody_filters():
    client, server = pair()

    def garbled(datagram: bytes) -> list[bytes]:
        return [record(21, b"\x02\x28", number=9)]

    talk(client, server, unchanged, garbled)
    assert client.broken
    assert client.failure.startswith("the DTLS handshake failed: ")


def test_nobody_who_never_answers_is_asked_for_ever(monkeypatch):
    client, _server = pair()
    client.start()
    monkeypatch.setattr(client._engine._connection, "DTLSv1_handle_timeout", refuse)
    client.again()
    assert client.failure == "the DTLS handshake was not answered"
    assert client.timeout_seconds() is None


def refuse() -> None:
    from OpenSSL import SSL

    raise SSL.Error([("SSL routines", "", "read timeout expired")])


def test_what_is_forged_is_refused():
    client, server = pair()
    talk(client, server)
    packet = bytearray(client.keys.outgoing.protect(RTP))
    packet[14] ^= 1
    with pytest.raises(pylibsrtp.Error):
        server.keys.incoming.unprotect(bytes(packet))
