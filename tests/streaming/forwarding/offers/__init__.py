"""Offers as real programs write them, and their parsed form."""

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
