"""Offers as real programs write them, and their parsed form; answers to an offer of ours."""

from pathlib import Path

from streaming.wire.sdp import Sdp, parse

PERFORMERS = [
    "aiortc-performs",
    "chromium-performs",
    "chromium-simulcast",
    "ffmpeg-performs",
    "gstreamer-performs",
    "pyav-performs",
]
VIEWERS = ["aiortc-watches", "chromium-watches", "firefox-watches"]


def text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sdp").read_text()


def offer(name: str) -> Sdp:
    return parse(text(name))


def answer_to(ours: str) -> Sdp:
    """What a browser answers that can play all of it, with a transport of its own."""
    answer = parse(ours)
    answer.ice_lite = False
    for media in answer.media:
        media.direction, media.setup = "recvonly", "active"
        media.ice_ufrag, media.ice_pwd = "abcdefgh", "a-password-of-24-characters"
        media.fingerprints = [("sha-256", ":".join(["CD"] * 32))]
        media.ssrcs, media.ssrc_groups, media.msid, media.candidates = {}, [], "", []
    return answer
