"""Rtcp: a compound of reports and feedback (RFC 3550, reduced size allowed by RFC 5506)."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..errors import Malformed
from .arrivals import ARRIVALS_FORMAT, TransportFeedback, read_arrivals
from .feedback import (
    FIR_FORMAT,
    NACK_FORMAT,
    PLI_FORMAT,
    REMB_FORMAT,
    Fir,
    Nack,
    Pli,
    Remb,
    read_fir,
    read_nack,
    read_pli,
    read_remb,
)
from .packing import (
    BYE,
    DESCRIPTION,
    PAYLOAD_FEEDBACK,
    RECEIVER_REPORT,
    SENDER_REPORT,
    TRANSPORT_FEEDBACK,
    packed,
)
from .reports import (
    Bye,
    Description,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    read_bye,
    read_description,
    read_receiver_report,
    read_sender_report,
)

__all__ = [
    "Bye",
    "Description",
    "Fir",
    "Nack",
    "Packet",
    "Pli",
    "ReceiverReport",
    "Remb",
    "ReportBlock",
    "SenderReport",
    "TransportFeedback",
    "Unknown",
    "compound",
    "parse",
]

MOST_PACKETS = 64
_head = struct.Struct("!BBH")


@dataclass(slots=True)
class Unknown:
    """A packet of a kind that the relay has no use for."""

    type: int
    count: int
    body: bytes

    def __bytes__(self) -> bytes:
        return packed(self.count, self.type, self.body + bytes(-len(self.body) % 4))


Packet = (
    SenderReport
    | ReceiverReport
    | Description
    | Bye
    | Nack
    | Pli
    | Fir
    | Remb
    | TransportFeedback
    | Unknown
)

_REPORTS: dict[int, Callable[[int, bytes], Packet]] = {
    SENDER_REPORT: read_sender_report,
    RECEIVER_REPORT: read_receiver_report,
    DESCRIPTION: read_description,
    BYE: read_bye,
}
_FEEDBACK: dict[tuple[int, int], Callable[[bytes], Packet | None]] = {
    (TRANSPORT_FEEDBACK, NACK_FORMAT): read_nack,
    (TRANSPORT_FEEDBACK, ARRIVALS_FORMAT): read_arrivals,
    (PAYLOAD_FEEDBACK, PLI_FORMAT): read_pli,
    (PAYLOAD_FEEDBACK, FIR_FORMAT): read_fir,
    (PAYLOAD_FEEDBACK, REMB_FORMAT): read_remb,
}


def parse(data: bytes | memoryview) -> list[Packet]:
    """All packets of a datagram, or Malformed when one of them is broken."""
    data = bytes(data)
    at, end = 0, len(data)
    if not data:
        raise Malformed("There is no RTCP in an empty datagram.")
    packets: list[Packet] = []
    while at < end:
        if at + 4 > end:
            raise Malformed("The RTCP ends within the head of a packet.")
        first, kind, words = _head.unpack_from(data, at)
        if first & 0xC0 != 0x80:
            raise Malformed("This is not RTCP version 2.")
        after = at + 4 + 4 * words
        if after > end:
            raise Malformed("An RTCP packet reaches beyond the datagram.")
        body = data[at + 4 : after]
        if first & 0x20:
            body = _without_padding(body, last=after == end)
        packets.append(_read(kind, first & 0x1F, body))
        if len(packets) > MOST_PACKETS:
            raise Malformed(f"There are more than {MOST_PACKETS} RTCP packets in one datagram.")
        at = after
    return packets


def _read(kind: int, count: int, body: bytes) -> Packet:
    if (read_report := _REPORTS.get(kind)) is not None:
        return read_report(count, body)
    if (read_feedback := _FEEDBACK.get((kind, count))) is not None:
        return read_feedback(body) or Unknown(kind, count, body)
    return Unknown(kind, count, body)


def _without_padding(body: bytes, *, last: bool) -> bytes:
    padding = body[-1] if body else 0
    # Not always whole words: libwebrtc fills up its transport feedback by single bytes.
    if not last or not 0 < padding <= len(body):
        raise Malformed("The RTCP padding is wrong.")
    return body[: len(body) - padding]


def compound(packets: Iterable[Packet]) -> bytes:
    return b"".join(map(bytes, packets))
