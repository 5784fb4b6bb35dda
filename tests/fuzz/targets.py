"""Targets: each takes any bytes and fails when a parser does anything but read or refuse them.

What was read must survive being written and read again: that finds more than crashes. And a parser
has an end of its patience: whoever sends a datagram must not buy much of our time with it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from streaming.wire import av1, demux, dtls, extensions, h264, opus, rtcp, rtp, sdp, stun, vp8, vp9
from streaming.wire.errors import Malformed
from streaming.wire.extensions import pack_block

PACKETS = Path(__file__).parent.parent / "packets"
KEY = b"the password of this session"


def read_demux(data: bytes) -> None:
    first, second = (data[:2] + bytes(2))[:2]
    kind = demux.kind_of(first, second)
    media = kind in (demux.Kind.RTP, demux.Kind.RTCP)
    assert media is (first >> 6 == 2)


def read_dtls(data: bytes) -> None:
    read = list(dtls.records(data))
    assert b"".join(one.data for one in read) == data
    for one in read:
        if one.type == dtls.HANDSHAKE and not one.epoch:
            found = list(dtls.fragments(one.body))
            assert sum(len(part.body) + 12 for part in found) == len(one.body)


def read_stun(data: bytes) -> None:
    signed = stun.is_signed(data, KEY)
    message = stun.parse(data)
    assert signed in (True, False)
    assert len(message.transaction) == 12
    _ = message.username, message.priority, message.error_code, message.ice_controlled
    if address := message.mapped_address:
        again = stun.binding_success(message.transaction, address, KEY)
        assert stun.is_signed(again, KEY)
        assert stun.parse(again).mapped_address in (address, (address[0][7:], address[1]))


def read_rtp(data: bytes) -> None:
    packet = rtp.parse(data)
    rest = len(packet.payload) + packet.padding
    assert data.endswith(packet.payload + data[len(data) - packet.padding :])
    assert rest <= len(data) - 12
    assert rtp.parse(bytes(packet)) == packet


def read_extensions(data: bytes) -> None:
    """The first byte chooses between the two forms of a block."""
    profile = extensions.TWO_BYTE if data[:1] > b"\x7f" else extensions.ONE_BYTE
    found = extensions.unpack_block(profile, data[1:])
    block = extensions.pack_block(found.items())
    assert len(block) % 4 == 0
    if found:
        assert extensions.unpack_block(int.from_bytes(block[:2], "big"), block[4:]) == found
    for value in found.values():
        if len(value) == 3:
            assert extensions.abs_send_time(extensions.unpack_abs_send_time(value)) == value


def read_rtcp(data: bytes) -> None:
    packets = rtcp.parse(data)
    assert 0 < len(packets) <= rtcp.MOST_PACKETS
    for packet in packets:
        if isinstance(packet, rtcp.Nack):
            assert 0 < len(packet.sequences) <= 1000
        again = rtcp.parse(bytes(packet))
        assert again == [packet] or _may_differ(packet)
        assert rtcp.parse(bytes(again[0])) == again


def _may_differ(packet: rtcp.Packet) -> bool:
    """Text that is not UTF-8 is mended, bodies are filled up, a bitrate is rounded."""
    lossy = (rtcp.Description, rtcp.Bye, rtcp.Unknown, rtcp.Nack, rtcp.Remb)
    return isinstance(packet, lossy)


def read_sdp(data: bytes) -> None:
    found = sdp.parse(data.decode(errors="replace"))
    written = str(found)
    assert str(sdp.parse(written)) == written


def read_fragment(data: bytes) -> None:
    found = sdp.parse_fragment(data.decode(errors="replace"))
    again = sdp.parse_fragment(str(found))
    assert (again.ufrag, again.pwd) == (found.ufrag, found.pwd)
    assert again.candidates == found.candidates


def read_vp8(data: bytes) -> None:
    key = vp8.starts_keyframe(data)
    assert key or vp8.picture_size(data) is None
    assert 0 < vp8.parse(data).size <= len(data)


def read_vp9(data: bytes) -> None:
    vp9.starts_keyframe(data)
    assert 0 < vp9.parse(data).size <= len(data)


def read_h264(data: bytes) -> None:
    kinds = h264.units_starting(data)
    assert h264.starts_keyframe(data) is bool({h264.IDR, h264.SPS} & set(kinds))


def read_av1(data: bytes) -> None:
    av1.starts_keyframe(data)
    assert len(av1.kinds(data)) <= av1.MOST_ELEMENTS


def read_opus(data: bytes) -> None:
    samples = opus.duration_samples(data)
    assert 0 <= samples <= opus.LONGEST_SAMPLES
    assert opus.duration_samples(opus.silence(data)) == (samples or 960)


TARGETS: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("read_"): target
    for name, target in sorted(globals().items())
    if name.startswith("read_")
}


# What a relay does with the bytes, without what only a target does.
PARSERS: dict[str, Callable[[bytes], object]] = {
    "av1": av1.kinds,
    "demux": lambda data: demux.kind_of(*(data[:2] + bytes(2))[:2]),
    "dtls": lambda data: [list(dtls.fragments(one.body)) for one in dtls.records(data)],
    "extensions": lambda data: extensions.unpack_block(extensions.TWO_BYTE, data[1:]),
    "fragment": lambda data: sdp.parse_fragment(data.decode(errors="replace")),
    "h264": h264.units_starting,
    "opus": opus.duration_samples,
    "rtcp": rtcp.parse,
    "rtp": rtp.parse,
    "sdp": lambda data: sdp.parse(data.decode(errors="replace")),
    "stun": lambda data: (stun.is_signed(data, KEY), stun.parse(data)),
    "vp8": vp8.parse,
    "vp9": vp9.parse,
}
# Of CPU, for each DATAGRAM bytes. A hundred times as much as most datagrams take, and so little
# that a thousand a second of the worst would be noticed before anybody feels them.
MOST_SECONDS, DATAGRAM = 0.002, 2_048
TRIES = 10  # a busy machine makes some of them slow, a slow parser makes all of them slow


def seconds_of(name: str, data: bytes) -> float:
    began = time.thread_time()
    with suppress(Malformed):
        PARSERS[name](data)
    return time.thread_time() - began


def assert_quick(name: str, data: bytes) -> None:
    most = MOST_SECONDS * (1 + len(data) // DATAGRAM)
    fastest = seconds_of(name, data)
    for _ in range(TRIES):
        if fastest <= most:
            return
        fastest = min(fastest, seconds_of(name, data))
    raise AssertionError(f"{name} takes {fastest * 1000:.1f} ms for {len(data)} bytes.")


def run(name: str, data: bytes, *, timed: bool = True) -> bool:
    """Whether these bytes were read; anything but a refusal as it should be is raised."""
    if timed:
        assert_quick(name, data)
    try:
        TARGETS[name](data)
    except Malformed as refusal:
        assert str(refusal).endswith(".")
        return False
    return True


def corpus(name: str, *folders: str) -> dict[str, bytes]:
    """The packets of tests/packets/NAME by where they lie, all of them or of these folders."""
    found = {
        f"{path.parent.name}/{path.stem}": path.read_bytes()
        for path in sorted((PACKETS / name).rglob("*"))
        if path.suffix in (".bin", ".sdp") and (not folders or path.parent.name in folders)
    }
    return found | (_from_rtp(name) if not folders or "captured" in folders else {})


def _from_rtp(name: str) -> dict[str, bytes]:
    """Payloads and extension blocks lie in captured RTP packets."""
    packets = {
        path.stem: path.read_bytes() for path in sorted((PACKETS / "rtp/captured").glob("*.bin"))
    }
    if name == "extensions":
        found = [(stem, rtp.parse(data).extensions) for stem, data in packets.items()]
        short = {f"1/{stem}": b"\0" + pack_block(pairs.items())[4:] for stem, pairs in found}
        numbers = [
            (stem, {number + 14: pairs[number] for number in pairs}) for stem, pairs in found
        ]
        long = {f"2/{stem}": b"\xff" + pack_block(pairs.items())[4:] for stem, pairs in numbers}
        return short | long
    return {
        f"rtp/{stem}": rtp.parse(data).payload
        for stem, data in packets.items()
        if stem.endswith(f"-{name}")
    }
