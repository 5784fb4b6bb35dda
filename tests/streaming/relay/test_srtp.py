"""libsrtp by its handle: the private names of pylibsrtp that we lean on, and what they do."""

import os

import pytest
from pylibsrtp import Policy, Session

from streaming.relay import srtp

PROFILES = list(srtp.PROFILES)
RTP = bytes([0x80, 96, 0, 1]) + bytes(4) + (7).to_bytes(4, "big") + b"a picture"
RTCP = bytes([0x80, 201, 0, 1]) + (7).to_bytes(4, "big")


def sessions(profile: int) -> tuple[Session, Session]:
    size = {Policy.SRTP_PROFILE_AEAD_AES_128_GCM: 28, Policy.SRTP_PROFILE_AEAD_AES_256_GCM: 44}
    key = os.urandom(size.get(profile, 30))
    directions = (Policy.SSRC_ANY_OUTBOUND, Policy.SSRC_ANY_INBOUND)
    policies = (Policy(key=key, ssrc_type=one, srtp_profile=profile) for one in directions)
    return tuple(Session(policy) for policy in policies)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_sealed_is_opened_and_as_long_as_promised(profile):
    sending, receiving = sessions(profile)
    scratch, tag = srtp.Scratch(), srtp.PROFILES[profile]
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
