"""The keys of both sides fit, in each profile, and cheap ciphers go first."""

import os

import pylibsrtp
import pytest

from streaming.transport.srtp import OUTGOING_WINDOW, PROFILES, make_keys

RTP = bytes([0x80, 96, 0, 1]) + bytes(4) + (7).to_bytes(4, "big") + b"a picture"


@pytest.fixture(params=PROFILES, ids=lambda one: one.name)
def sides(request):
    secret = os.urandom(request.param.secret_size)
    return [make_keys(request.param, secret, client=client) for client in (True, False)]


def test_what_one_seals_the_other_opens(sides):
    for sender, receiver in (sides, sides[::-1]):
        sealed = sender.outgoing.protect(RTP)
        assert len(sealed) == len(RTP) + sender.tag
        assert receiver.incoming.unprotect(sealed) == RTP
        with pytest.raises(pylibsrtp.Error):
            sender.incoming.unprotect(sealed)


def test_a_packet_may_be_sent_again_while_it_is_not_too_old(sides):
    client, _server = sides

    def numbered(number: int) -> bytes:
        return RTP[:2] + number.to_bytes(2, "big") + RTP[4:]

    client.outgoing.protect(numbered(1000))
    client.outgoing.protect(numbered(1001 - OUTGOING_WINDOW))
    assert client.outgoing.protect(numbered(1000))
    with pytest.raises(pylibsrtp.Error):
        client.outgoing.protect(numbered(900 - OUTGOING_WINDOW))


def test_the_cheapest_goes_first():
    assert PROFILES[0].name == "SRTP_AEAD_AES_128_GCM"
    assert len({one.name for one in PROFILES}) == len(PROFILES) == 3
