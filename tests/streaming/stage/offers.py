"""Offers and fragments of clients, without the clients."""

from streaming.extras.offers import Sending, Transport, performer_offer, viewer_offer

FINGERPRINT = ":".join(["AB"] * 32)
SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
HERE = Transport(("127.0.0.1", 50000), "abcdefgh", "a-password-of-24-characters", FINGERPRINT)


def to_perform(codec: str = "H264", **more) -> str:
    return performer_offer(HERE, Sending(codec, 11, 12, 13, "somebody", **more))


def to_watch(*codecs: str) -> str:
    return viewer_offer(HERE, codecs or ("H264", "VP8"))


def fragment(ufrag: str = "abcdefgh", password: str = "a-password-of-24-characters") -> str:
    lines = [
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{password}",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=mid:0",
        "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host generation 0",
        "a=candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
        "a=candidate:3 1 udp 2122260223 unknown-name.invalid 61764 typ host",
        "a=end-of-candidates",
    ]
    return "\r\n".join(lines) + "\r\n"


RESTART = fragment("ysXwysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")
