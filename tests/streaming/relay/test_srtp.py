"""libsrtp by its handle: the private names of pylibsrtp that we lean on, and what they do."""

import os

import pytest
from pylibsrtp import Session

from streaming.relay import srtp
from streaming.transport.srtp import PROFILES, Profile, make_keys

RTP = bytes([0x80, 96, 0, 1]) + bytes(4) + (7).to_bytes(4, "big") + b"a picture"
RTCP = bytes([0x80, 201, 0, 1]) + (7).to_bytes(4, "big")


def sessions(profile: Profile) -> tuple[Session, Session]:
    secret = os.urandom(profile.secret_size)
    ours, theirs = (make_keys(profile, secret, client=client) for client in (True, False))
    return ours.outgoing, theirs.incoming


@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.name)
def test_what_is_sealed_is_opened_and_as_long_as_promised(profile):
    sending, receiving = sessions(profile)
    scratch, tag = srtp.Scratch(), profile.tag
    sealed = scratch.run(srtp.protect, srtp.handle(sending), RTP)
    assert len(sealed) == len(RTP) + tag
    assert scratch.run(srtp.unprotect, srtp.handle(receiving), sealed) == RTP
    control = scratch.run(srtp.protect_rtcp, srtp.handle(sending), RTCP)
    assert len(control) == len(RTCP) + tag + 4 <= len(RTCP) + srtp.LONGEST_TRAILER
    assert scratch.run(srtp.unprotect_rtcp, srtp.handle(receiving), control) == RTCP


def test_what_is_forged_replayed_or_too_long_is_none():
    sending, receiving = sessions(PROFILES[0])
    scratch = srtp.Scratch(256)
    sealed = scratch.run(srtp.protect, srtp.handle(sending), RTP)
    forged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    opened = srtp.unprotect, srtp.handle(receiving)
    assert scratch.run(*opened, forged) is None
    assert scratch.run(*opened, sealed) == RTP
    assert scratch.run(*opened, sealed) is None
    assert scratch.run(*opened, bytes(257)) is None
