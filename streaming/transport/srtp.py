"""SRTP profiles, best first, and the two sessions that a DTLS handshake ends in (RFC 5764)."""

from dataclasses import dataclass

from pylibsrtp import Policy, Session

LABEL = b"EXTRACTOR-dtls_srtp"
# Numbers behind the newest that may still be sent: most of a second of pictures, for viewers who
# know no RTX. libsrtp shifts that many bits for each packet; aiortc's 1024 cost 4 % of a relay.
OUTGOING_WINDOW = 256
INCOMING_WINDOW = 1024  # what comes late over a bad line is still opened; aiortc has the same


@dataclass(frozen=True, slots=True)
class Profile:
    """By OpenSSL's name and libsrtp's number; sizes in bytes. `tag` is added to each RTP packet."""

    name: str
    number: int
    key: int
    salt: int
    tag: int

    @property
    def secret_size(self) -> int:
        return 2 * (self.key + self.salt)


# AES-128-GCM costs half of the others, so it is taken wherever a peer has it.
PROFILES = (
    Profile("SRTP_AEAD_AES_128_GCM", Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12, 16),
    Profile("SRTP_AEAD_AES_256_GCM", Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12, 16),
    Profile("SRTP_AES128_CM_SHA1_80", Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14, 10),
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The SRTP sessions of both directions."""

    incoming: Session
    outgoing: Session
    tag: int
    profile: str = ""


def make_keys(profile: Profile, secret: bytes, *, client: bool) -> Keys:
    """RFC 5764 section 4.2: the secret is both keys, then both salts, the client's first."""
    middle = 2 * profile.key
    of_client = secret[: profile.key] + secret[middle : middle + profile.salt]
    of_server = secret[profile.key : middle] + secret[middle + profile.salt :]
    ours, theirs = (of_client, of_server) if client else (of_server, of_client)
    incoming = _session(profile, theirs, Policy.SSRC_ANY_INBOUND, INCOMING_WINDOW)
    outgoing = _session(profile, ours, Policy.SSRC_ANY_OUTBOUND, OUTGOING_WINDOW)
    return Keys(incoming, outgoing, profile.tag, profile.name)


def _session(profile: Profile, key: bytes, direction: int, window: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile.number)
    policy.window_size, policy.allow_repeat_tx = window, True
    return Session(policy)
