"""Writes the made packets anew: `.venv/bin/python -m tests.packets.write`.

`good` is read as what it says and written back the same; `broken` is refused by its reader. Both
are named after what is in them. Captured ones come from tests/packets/capture.py.
"""

import shutil
from pathlib import Path

from streaming.wire import rtcp, stun
from streaming.wire.rtp import Rtp
from streaming.wire.sdp import CodecLine, Fragment, Media, Sdp

HERE = Path(__file__).parent
KEY = b"the password of this session"
BLOCK = rtcp.ReportBlock(0x1234, 12, -3, 70000, 90, 0xABCDEF01, 6553)
HEAD = b"\x80\x60\x00\x01\x00\x00\x03\xe8\x00\x00\x12\x34"
EXTENDED = b"\x90" + HEAD[1:]
PADDED = b"\xa0" + HEAD[1:]


def check(**changes: object) -> bytes:
    wanted = {"priority": 1853824767, "controlling": 7, "nominate": True} | changes
    return stun.binding_request(bytes(range(12)), "ours:theirs", KEY, **wanted)  # type: ignore


def with_attributes(raw: bytes) -> bytes:
    return b"\x00\x01" + len(raw).to_bytes(2, "big") + check()[4:20] + raw


def feedback(kind: int, count: int, body: bytes) -> bytes:
    return bytes((0x80 | count, kind, 0, len(body) // 4)) + body


def storm(count: int, packet: bytes) -> bytes:
    """As one hostile peer sends them: all that fits into a datagram, each of them long to read."""
    return packet * count


def record(kind: int, body: bytes, *, number: int = 0, epoch: int = 0, version: int = 253) -> bytes:
    head = bytes((kind, 254, version)) + epoch.to_bytes(2, "big") + number.to_bytes(6, "big")
    return head + len(body).to_bytes(2, "big") + body


def message(kind: int, body: bytes, *, number: int = 0, offset: int = 0, size: int = 0) -> bytes:
    """A handshake message of DTLS, or a fragment of one."""
    words = (size or len(body)).to_bytes(3, "big"), number.to_bytes(2, "big")
    return (
        bytes((kind,))
        + b"".join(words)
        + offset.to_bytes(3, "big")
        + len(body).to_bytes(3, "big")
        + body
    )


def hello(random: bytes = b"r" * 32) -> bytes:
    return message(1, b"\xfe\xfd" + random + b"\x00\x00\x00\x02\xc0\x2b\x01\x00")


def several(*units: bytes) -> bytes:
    return b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def offer() -> Sdp:
    fingerprint = ("sha-256", ":".join(f"{byte:02X}" for byte in range(32)))
    transport = {
        "ice_ufrag": "abcdefgh",
        "ice_pwd": "p" * 24,
        "fingerprints": [fingerprint],
        "setup": "actpass",
        "rtcp_mux": True,
    }
    opus = CodecLine(111, "opus", 48000, 2, {"useinbandfec": "1"}, {"nack"})
    h264 = CodecLine(102, "H264", 90000, 1, {"profile-level-id": "42e01f"}, {"nack", "nack pli"})
    rtx = CodecLine(103, "rtx", 90000, 1, {"apt": "102"})
    sound = Media("audio", formats=["111"], mid="0", codecs=[opus], **transport)
    picture = Media(
        "video",
        formats=["102", "103"],
        mid="1",
        codecs=[h264, rtx],
        extensions={4: "urn:ietf:params:rtp-hdrext:sdes:mid"},
        ssrcs={5: {"cname": "someone"}, 6: {"cname": "someone"}},
        ssrc_groups=[("FID", [5, 6])],
        rids=[("h", "send"), ("l", "send")],
        simulcast_send=["h", "l"],
        candidates=["1 1 udp 2130706431 192.0.2.1 8189 typ host"],
        **transport,
    )
    return Sdp(bundle=["0", "1"], media=[sound, picture])


GOOD: dict[str, dict[str, bytes]] = {
    "stun": {
        "check": check(),
        "check-without-nomination": check(nominate=False),
        "success-ipv4": stun.binding_success(bytes(12), ("192.0.2.1", 40000), KEY),
        "success-ipv6": stun.binding_success(bytes(12), ("2001:db8::1", 1), KEY),
        "failure-487": stun.binding_failure(bytes(12), 487, "Role Conflict", KEY),
        "bare": with_attributes(b""),
        "unknown-attribute": with_attributes(b"\xc0\x57\x00\x04abcd"),
    },
    "rtp": {
        "smallest": HEAD,
        "video": bytes(Rtp(96, 65535, 0xFFFFFFFF, 1, True, b"\x90\x80\x01" + bytes(1100))),
        "one-byte-extensions": bytes(Rtp(111, 1, 2, 3, False, b"sound", {1: b"\x7f", 4: b"0"})),
        "two-byte-extensions": bytes(Rtp(111, 1, 2, 3, False, b"sound", {15: b"", 200: bytes(20)})),
        "padding": bytes(Rtp(96, 1, 2, 3, padding=255)),
        "contributors": bytes(Rtp(96, 1, 2, 3, payload=b"x", contributors=tuple(range(15)))),
        "reserved-element": EXTENDED + b"\xbe\xde\x00\x01\x10a\xf0b" + b"rest",
        "unknown-profile": EXTENDED + b"\x12\x34\x00\x01abcd" + b"rest",
    },
    "rtcp": {
        "sender": rtcp.compound(
            [rtcp.SenderReport(1, 2**63, 90000, 10, 1000), rtcp.Description([(1, "name")])]
        ),
        "receiver": bytes(rtcp.ReceiverReport(1, [BLOCK] * 31)),
        "bye": bytes(rtcp.Bye([1, 2], "left")),
        "nack": bytes(rtcp.Nack(1, 2, [65530, 65535, 3, 100])),
        "pli": bytes(rtcp.Pli(1, 2)),
        "fir": bytes(rtcp.Fir(1, [(2, 3), (4, 5)])),
        "remb": bytes(rtcp.Remb(1, 2_300_000, [2, 3])),
        "remb-most": bytes(rtcp.Remb(1, 0x3FFFF << 63, [])),
        "arrivals": bytes(
            rtcp.TransportFeedback.covering(
                1, 2, 3, [(65534, 1000), (65535, None), (0, 900), (1, 5000), (2, 5255)]
            )
        ),
        "arrivals-long": bytes(
            rtcp.TransportFeedback.covering(
                1,
                2,
                3,
                [(number, number * 4 if number % 50 < 40 else None) for number in range(400)],
            )
        ),
        "application": bytes(rtcp.Unknown(204, 3, b"\x00\x00\x00\x01name")),
    },
    "dtls": {
        "hello": record(22, hello(), version=255),
        "hello-in-pieces": record(22, message(1, hello()[12:30], size=42))
        + record(22, message(1, hello()[30:], offset=18, size=42), number=1),
        "keys-and-change": record(22, message(16, bytes(66), number=2), number=5)
        + record(20, b"\x01", number=6)
        + record(22, bytes(48), epoch=1),
        "alert": record(21, b"\x02\x28"),
        "encrypted-of-1-3": b"\x2f\x00\x00\x00\x20" + bytes(32),
    },
    "sdp": {"offer": str(offer()).encode()},
    "fragment": {
        "restart": str(Fragment("abcdefgh", "p" * 24, [], True, ["0", "1"], True)).encode(),
        "trickle": b"a=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 5 typ host\r\n",
    },
    "vp8": {
        "keyframe": b"\x90\x80\x81\x02\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00rest",
        "every-field": b"\xb0\xf0\x81\x02\x07\xa5\x11rest",
        "bare": b"\x10\x11rest",
    },
    "vp9": {
        "keyframe": b"\x8a\x81\x02key",
        "layers": b"\xee\x81\x02\x54\x09frame",
        "references": b"\xf8\x05\x20\x03\x05\x02frame",
    },
    "h264": {
        "several": several(b"\x67\x42\xe0\x1f", b"\x68\xce", b"\x65\x88"),
        "piece-first": b"\x7c\x85\x88rest",
        "piece-last": b"\x7c\x45rest",
        "single": b"\x65\x88\x84",
    },
    "av1": {
        "sequence": b"\x08\x03\x08\x00\x00",
        "two": b"\x20\x03\x08\x00\x00\x30frame",
        "continues": b"\x90rest",
    },
    "opus": {"silence": b"\xfc\xff\xfe", "code-3": b"\xe3\x04rest"},
}

BROKEN: dict[str, dict[str, bytes]] = {
    "demux": {
        "empty": b"",
        "one-byte": b"\x80",
        "turn-channel": b"\x40\x00\x00\x10" + bytes(16),
        "zrtp": b"\x10\x00" + bytes(30),
        "short-stun": check()[:19],
        "short-dtls": b"\x16\xfe\xfd" + bytes(10),
        "short-rtp": HEAD[:11],
        "short-rtcp": b"\x80\xc9\x00\x01\x00\x00\x00",
        "high-bytes": b"\xff" * 1200,
    },
    "stun": {
        "empty": b"",
        "short": check()[:19],
        "cut": check()[:-4],
        "longer-than-it-says": check() + bytes(4),
        "another-cookie": check()[:4] + bytes(4) + check()[8:],
        "length-of-3": b"\x00\x01\x00\x03" + check()[4:20] + b"abc",
        "wrong-fingerprint": check()[:-1] + b"\x00",
        "fingerprint-in-the-middle": with_attributes(check()[-8:] + b"\x00\x25\x00\x00"),
        "priority-of-2": with_attributes(b"\x00\x24\x00\x02\x00\x00\x00\x00"),
        "signature-of-4": with_attributes(b"\x00\x08\x00\x04abcd"),
        "ipv6-of-4": with_attributes(b"\x00\x20\x00\x08\x00\x02\x00\x00\x00\x00\x00\x00"),
        "beyond-the-end": with_attributes(b"\x00\x06\x00\x09abcd"),
        "name-of-no-text": with_attributes(b"\x00\x06\x00\x01\xff\x00\x00\x00"),
        "long-name": with_attributes(b"\x00\x06\x02\x04" + b"a" * 516),
        "error-of-2": with_attributes(b"\x00\x09\x00\x02\x00\x00\x00\x00"),
        "many-attributes": with_attributes(b"\xc0\x57\x00\x00" * 33),
    },
    "rtp": {
        "empty": b"",
        "short": HEAD[:11],
        "version-1": b"\x40" + HEAD[1:],
        "contributors-beyond": b"\x8f" + HEAD[1:] + bytes(59),
        "extensions-beyond": EXTENDED + b"\xbe\xde\x00\x02" + bytes(7),
        "no-extension-head": EXTENDED + b"\xbe\xde",
        "one-byte-element-beyond": EXTENDED + b"\xbe\xde\x00\x01\x1fabc",
        "two-byte-element-beyond": EXTENDED + b"\x10\x00\x00\x01\x01\x09ab",
        "two-byte-element-without-size": EXTENDED + b"\x10\x00\x00\x01\x00\x00\x00\x01",
        "padding-of-0": PADDED + b"ab\x00",
        "padding-beyond": PADDED + b"ab\x04",
        "padding-of-nothing": PADDED[:11] + b"\x00",
    },
    "rtcp": {
        "empty": b"",
        "half-a-head": b"\x80\xc9",
        "version-1": b"\x40\xc9\x00\x01\x00\x00\x00\x01",
        "beyond-the-end": b"\x80\xc9\xff\xff\x00\x00\x00\x01",
        "second-beyond": bytes(rtcp.Pli(1, 2)) + b"\x80\xc9\x00\x02\x00\x00\x00\x01",
        "sender-of-4": b"\x80\xc8\x00\x01\x00\x00\x00\x01",
        "receiver-of-0": b"\x80\xc9\x00\x00",
        "blocks-beyond": b"\x9f\xc9\x00\x01\x00\x00\x00\x01",
        "description-beyond": b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x09ab",
        "description-without-end": b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x02ab",
        "bye-beyond": b"\x82\xcb\x00\x01\x00\x00\x00\x01",
        "reason-beyond": b"\x81\xcb\x00\x02\x00\x00\x00\x01\x09abc",
        "padding-in-the-middle": b"\xa0\xc9\x00\x02\x00\x00\x00\x01\x00\x00\x00\x04"
        + bytes(rtcp.Pli(1, 2)),
        "padding-beyond": b"\xa0\xc9\x00\x01\x00\x00\x00\x09",
        "padding-of-nothing": b"\xa0\xc9\x00\x00",
        "remb-of-3": feedback(206, 15, bytes(8) + b"REM\x00"),
        "remb-of-0": feedback(206, 15, bytes(8)),
        "remb-beyond": feedback(206, 15, bytes(8) + b"REMB\xff\x00\x00\x00"),
        "nack-of-0": feedback(205, 1, bytes(8)),
        "nack-of-too-many": feedback(205, 1, bytes(8) + b"\x00\x01\xff\xff" * 59),
        "pli-of-1": feedback(206, 1, bytes(4)),
        "fir-of-0": feedback(206, 4, bytes(8)),
        "fir-of-a-half": feedback(206, 4, bytes(12)),
        "arrivals-of-0": feedback(205, 15, bytes(16)),
        "arrivals-of-too-many": feedback(
            205, 15, bytes(10) + b"\xff\xff" + bytes(4) + b"\x1f\xff" * 10
        ),
        "arrivals-beyond": feedback(
            205, 15, bytes(10) + b"\x00\x03" + bytes(4) + b"\x20\x03\x00\x00"
        ),
        "arrivals-of-status-3": feedback(
            205, 15, bytes(10) + b"\x00\x01" + bytes(4) + b"\x60\x01\x00\x00"
        ),
        "many": bytes(rtcp.Pli(1, 2)) * 17,
        "arrivals-in-a-storm": storm(
            64, feedback(205, 15, bytes(10) + b"\x20\x00" + bytes(4) + b"\x1f\xff\x00\x01")
        ),
        "arrivals-of-a-thousand-twice": storm(
            2, feedback(205, 15, bytes(10) + b"\x03\xe8" + bytes(4) + b"\x03\xe8" + bytes(2))
        ),
        "nacks-in-a-storm": storm(16, feedback(205, 1, bytes(8) + b"\x00\x01\xff\xff" * 58)),
    },
    "dtls": {
        "half-a-head": record(22, hello())[:12],
        "beyond-the-end": record(22, hello())[:-1],
        "another-version": record(22, hello(), version=3),
        "type-of-19": record(19, b"x"),
        "many": record(22, hello()) * 17,
        "half-a-message": record(22, hello()[:11]),
        "message-beyond": record(22, hello()[:-1]),
        "message-beyond-its-size": record(22, message(1, bytes(10), offset=5, size=12)),
    },
    "sdp": {
        "empty": b"",
        "words": b"hello",
        "another-version": b"v=1\r\n",
        "long": str(offer()).encode() + b"a=x:1\r\n" * 20000,
        "thousand-media": b"v=0\r\n" + b"m=audio 9 RTP 0\r\n" * 1000,
        "thousand-lines": str(offer()).encode() + b"a=x:1\r\n" * 1000,
        "long-line": b"v=0\r\na=x:" + b"x" * 5000,
        "control-character": b"v=0\r\ns=\x00\r\n",
        "line-separator": "v=0\r\ns=\u2028a=ice-lite\r\n".encode(),
        "no-port": b"v=0\r\nm=audio x RTP 0\r\n",
        "same-mid": str(offer()).replace("mid:1", "mid:0").encode(),
    },
    "fragment": {
        "words": b"hello",
        "half-a-pair": b"a=ice-ufrag:abcdefgh\r\n",
        "two-pairs": str(Fragment("abcdefgh", "p" * 24)).encode()
        + b"m=audio 9 RTP 0\r\na=ice-ufrag:other\r\na=ice-pwd:"
        + b"q" * 24,
        "thousand-lines": b"a=x:1\r\n" * 1000,
    },
    "vp8": {"empty": b"", "flags": b"\x80", "picture": b"\x80\x80\x80", "index": b"\x80\x40"},
    "vp9": {"empty": b"", "layers": b"\x20\x00", "references": b"\x50\x01\x01\x01\x01"},
    "h264": {
        "empty": b"",
        "beyond": b"\x78\x00\x09\x65",
        "half": b"\x7c",
        "nothing": b"\x78\x00\x00",
    },
    "av1": {"empty": b"", "beyond": b"\x20\x09\x08", "endless": b"\x20" + b"\xff" * 9},
    "opus": {"empty": b"", "no-count": b"\x1b", "too-long": b"\x1b\x3f"},
}


def write(folder: str, packets: dict[str, dict[str, bytes]]) -> None:
    for room, named in packets.items():
        place = HERE / room / folder
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name, data in named.items():
            (place / f"{name}.bin").write_bytes(data)


if __name__ == "__main__":
    write("good", GOOD)
    write("broken", BROKEN)
