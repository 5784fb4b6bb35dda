"""Offers: session descriptions as a browser writes them, to send or to receive."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from streaming.transport.ice import Address
from streaming.wire.extensions import Extension

OPUS = 111
# name: (payload type, payload type of its retransmissions, parameters)
PICTURES = {
    "VP8": (96, 97, ""),
    "H264": (106, 107, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
}
CODECS = ("H264", "VP8")
SOUND_EXTENSIONS = {
    1: Extension.AUDIO_LEVEL,
    2: Extension.ABS_SEND_TIME,
    3: Extension.TRANSPORT_SEQUENCE,
    4: Extension.MID,
}
PICTURE_EXTENSIONS = {
    2: Extension.ABS_SEND_TIME,
    13: Extension.VIDEO_ORIENTATION,
    3: Extension.TRANSPORT_SEQUENCE,
    4: Extension.MID,
    10: Extension.RID,
    11: Extension.REPAIRED_RID,
}
SOUND_MID, PICTURE_MID = "0", "1"


@dataclass(frozen=True, slots=True)
class Transport:
    """What every section says of our side."""

    address: Address
    ufrag: str
    password: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Sending:
    """What a performer sends. `layers` are rids; with them no SSRC is named, as browsers do."""

    codec: str
    sound_ssrc: int
    picture_ssrc: int
    repair_ssrc: int
    cname: str
    layers: Sequence[str] = ()


def viewer_offer(transport: Transport, codecs: Sequence[str] = CODECS) -> str:
    lines = [
        *_head(),
        *_section("audio", SOUND_MID, [OPUS], transport, "recvonly", SOUND_EXTENSIONS),
        *_sound_codec(),
        *_section("video", PICTURE_MID, _types(codecs), transport, "recvonly", PICTURE_EXTENSIONS),
    ]
    for codec in codecs:
        lines += _picture_codec(codec)
    return "\r\n".join(lines) + "\r\n"


def performer_offer(transport: Transport, sending: Sending) -> str:
    lines = [
        *_head(),
        *_section("audio", SOUND_MID, [OPUS], transport, "sendonly", SOUND_EXTENSIONS),
        *_sound_codec(),
        "a=msid:extras sound",
        f"a=ssrc:{sending.sound_ssrc} cname:{sending.cname}",
        *_section(
            "video",
            PICTURE_MID,
            _types([sending.codec]),
            transport,
            "sendonly",
            PICTURE_EXTENSIONS,
        ),
        *_picture_codec(sending.codec),
        "a=msid:extras picture",
        *_sources(sending),
    ]
    return "\r\n".join(lines) + "\r\n"


def _sources(sending: Sending) -> list[str]:
    if sending.layers:
        rids = [f"a=rid:{rid} send" for rid in sending.layers]
        return [*rids, f"a=simulcast:send {';'.join(sending.layers)}"]
    both = (sending.picture_ssrc, sending.repair_ssrc)
    return [
        f"a=ssrc-group:FID {both[0]} {both[1]}",
        *(f"a=ssrc:{ssrc} cname:{sending.cname}" for ssrc in both),
    ]


def _types(codecs: Sequence[str]) -> list[int]:
    return [number for codec in codecs for number in PICTURES[codec][:2]]


def _head() -> list[str]:
    return [
        "v=0",
        f"o=- {random.getrandbits(62)} 2 IN IP4 127.0.0.1",  # noqa: S311
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {SOUND_MID} {PICTURE_MID}",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
    ]


def _section(
    kind: str,
    mid: str,
    types: Sequence[int],
    transport: Transport,
    direction: str,
    extensions: dict[int, Extension],
) -> list[str]:
    host, port = transport.address
    family = "IP6" if ":" in host else "IP4"
    formats = " ".join(str(one) for one in types)
    return [
        f"m={kind} {port} UDP/TLS/RTP/SAVPF {formats}",
        f"c=IN {family} {host}",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=candidate:1 1 udp 2122260223 {host} {port} typ host generation 0",
        "a=end-of-candidates",
        f"a=ice-ufrag:{transport.ufrag}",
        f"a=ice-pwd:{transport.password}",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {transport.fingerprint}",
        "a=setup:actpass",
        f"a=mid:{mid}",
        *(f"a=extmap:{number} {uri.value}" for number, uri in extensions.items()),
        f"a={direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]


def _sound_codec() -> list[str]:
    return [
        f"a=rtpmap:{OPUS} opus/48000/2",
        f"a=rtcp-fb:{OPUS} transport-cc",
        f"a=rtcp-fb:{OPUS} nack",
        f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
    ]


def _picture_codec(codec: str) -> list[str]:
    media, repair, parameters = PICTURES[codec]
    feedback = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    return [
        f"a=rtpmap:{media} {codec}/90000",
        *(f"a=rtcp-fb:{media} {one}" for one in feedback),
        *([f"a=fmtp:{media} {parameters}"] if parameters else []),
        f"a=rtpmap:{repair} rtx/90000",
        f"a=fmtp:{repair} apt={media}",
    ]
