"""RTCP sender and receiver reports, SDES and BYE (RFC 3550)."""

import struct
from dataclasses import dataclass, field

from ..errors import Malformed
from .packing import BYE, DESCRIPTION, RECEIVER_REPORT, SENDER_REPORT, packed

_block = struct.Struct("!IIIIII")
_sender = struct.Struct("!IQIII")
_CNAME = 1


@dataclass(slots=True)
class ReportBlock:
    """How one source arrived."""

    ssrc: int
    fraction_lost: int  # of 256
    lost: int  # in all, may be negative after duplicates
    highest: int  # extended sequence number
    jitter: int  # in units of the timestamp
    last_report: int  # the middle 32 bits of the ntp of the last sender report
    delay: int  # since then, in 1/65536 s

    def __bytes__(self) -> bytes:
        lost = min(max(self.lost, -0x800000), 0x7FFFFF) & 0xFFFFFF
        return _block.pack(
            self.ssrc,
            self.fraction_lost << 24 | lost,
            self.highest,
            self.jitter,
            self.last_report,
            self.delay,
        )


@dataclass(slots=True)
class SenderReport:
    ssrc: int
    ntp: int  # 64 bits, 32 of them behind the point
    rtp_timestamp: int
    packets: int
    octets: int
    blocks: list[ReportBlock] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        head = _sender.pack(self.ssrc, self.ntp, self.rtp_timestamp, self.packets, self.octets)
        return packed(len(self.blocks), SENDER_REPORT, head + b"".join(map(bytes, self.blocks)))


@dataclass(slots=True)
class ReceiverReport:
    ssrc: int
    blocks: list[ReportBlock] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        body = self.ssrc.to_bytes(4, "big") + b"".join(map(bytes, self.blocks))
        return packed(len(self.blocks), RECEIVER_REPORT, body)


@dataclass(slots=True)
class Description:
    """SDES: the canonical name of each source; all else that it may say is skipped."""

    names: list[tuple[int, str]] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        body = b""
        for ssrc, name in self.names:
            raw = name.encode()[:255]
            chunk = ssrc.to_bytes(4, "big") + bytes((_CNAME, len(raw))) + raw
            body += chunk + bytes(4 - len(chunk) % 4)
        return packed(len(self.names), DESCRIPTION, body)


@dataclass(slots=True)
class Bye:
    ssrcs: list[int] = field(default_factory=list)
    reason: str = ""

    def __bytes__(self) -> bytes:
        body = struct.pack(f"!{len(self.ssrcs)}I", *self.ssrcs)
        if self.reason:
            raw = self.reason.encode()[:255]
            text = len(raw).to_bytes(1, "big") + raw
            body += text + bytes(-len(text) % 4)
        return packed(len(self.ssrcs), BYE, body)


def _read_blocks(body: bytes, at: int, count: int) -> list[ReportBlock]:
    if len(body) < at + 24 * count:
        raise Malformed("An RTCP report has fewer blocks than it says.")
    blocks = []
    for start in range(at, at + 24 * count, 24):
        ssrc, losses, highest, jitter, last_report, delay = _block.unpack_from(body, start)
        lost = losses & 0xFFFFFF
        if lost & 0x800000:
            lost -= 0x1000000
        blocks.append(ReportBlock(ssrc, losses >> 24, lost, highest, jitter, last_report, delay))
    return blocks


def read_sender_report(count: int, body: bytes) -> SenderReport:
    if len(body) < 24:
        raise Malformed("This RTCP sender report is too short.")
    ssrc, ntp, rtp_timestamp, packets, octets = _sender.unpack_from(body)
    blocks = _read_blocks(body, 24, count)
    return SenderReport(ssrc, ntp, rtp_timestamp, packets, octets, blocks)


def read_receiver_report(count: int, body: bytes) -> ReceiverReport:
    if len(body) < 4:
        raise Malformed("This RTCP receiver report is too short.")
    return ReceiverReport(int.from_bytes(body[:4], "big"), _read_blocks(body, 4, count))


def read_description(count: int, body: bytes) -> Description:
    names = []
    at = 0
    for _ in range(count):
        if at + 4 > len(body):
            raise Malformed("This RTCP description has fewer sources than it says.")
        ssrc = int.from_bytes(body[at : at + 4], "big")
        name, at = _read_items(body, at + 4)
        names.append((ssrc, name))
    return Description(names)


def _read_items(body: bytes, at: int) -> tuple[str, int]:
    """The canonical name among the items of one source, and where the next source begins."""
    name = ""
    end = len(body)
    while at < end and body[at]:
        if at + 1 >= end or (after := at + 2 + body[at + 1]) > end:
            raise Malformed("An item of an RTCP description reaches beyond its end.")
        if body[at] == _CNAME:
            name = body[at + 2 : after].decode(errors="replace")
        at = after
    if at >= end:
        raise Malformed("The items of an RTCP description do not end.")
    return name, at + 4 & ~3


def read_bye(count: int, body: bytes) -> Bye:
    if len(body) < 4 * count:
        raise Malformed("This RTCP goodbye has fewer sources than it says.")
    ssrcs = list(struct.unpack_from(f"!{count}I", body))
    rest = body[4 * count :]
    if rest and len(rest) < 1 + rest[0]:
        raise Malformed("The reason of an RTCP goodbye reaches beyond its end.")
    return Bye(ssrcs, rest[1 : 1 + rest[0]].decode(errors="replace") if rest else "")
