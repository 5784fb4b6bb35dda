"""Two ends of a handshake agree on keys, over lossy lines too, and believe fingerprints alone."""

import pylibsrtp
import pytest

from streaming.extras.handshake import MTU, Handshake
from streaming.extras.identity import make_identity

RTP = bytes([0x80, 96]) + bytes(10) + b"picture"


@pytest.fixture(scope="module")
def identities():
    return make_identity(), make_identity()


def ends(identities, fingerprint: str | None = None) -> tuple[Handshake, Handshake]:
    ours, theirs = identities
    client = Handshake(ours, [("sha-256", fingerprint or theirs.fingerprint)])
    server = Handshake(theirs, [("SHA-256", ours.fingerprint.lower())], client=False)
    return client, server


def talk(client: Handshake, server: Handshake, junk: bytes = b"") -> None:
    flight, turn = client.start(), server
    server.start()
    if junk:
        client.receive(junk)
    while flight:
        assert max(len(datagram) for datagram in flight) <= MTU
        answers = [answer for datagram in flight for answer in turn.receive(datagram)]
        flight, turn = answers, client if turn is server else server


def test_both_ends_can_read_each_other(identities):
    client, server = ends(identities)
    talk(client, server)
    assert client.done
    assert server.done
    assert client.profile == server.profile == "SRTP_AEAD_AES_128_GCM"
    assert server.inbound.unprotect(client.outbound.protect(RTP)) == RTP
    assert client.inbound.unprotect(server.outbound.protect(RTP)) == RTP


def test_another_certificate_is_refused(identities):
    client, server = ends(identities, fingerprint=identities[0].fingerprint)
    talk(client, server)
    assert client.failure == "the certificate is not the one that the answer named"
    assert not client.done


def test_a_lost_flight_is_sent_again_in_its_time(identities):
    client, server = ends(identities)
    client.start()
    assert 0 < client.timeout_seconds() <= 1
    assert client.again() == []  # too early


def test_junk_does_not_end_it(identities):
    client, server = ends(identities)
    talk(client, server, junk=b"\x16\xfe\xff" + bytes(40))
    assert client.done


def test_a_closed_end_is_noticed(identities):
    client, server = ends(identities)
    talk(client, server)
    for datagram in client.close():
        server.receive(datagram)
    assert server.closed


def test_what_is_forged_is_refused(identities):
    client, server = ends(identities)
    talk(client, server)
    packet = bytearray(client.outbound.protect(RTP))
    packet[14] ^= 1
    with pytest.raises(pylibsrtp.Error):
        server.inbound.unprotect(bytes(packet))
