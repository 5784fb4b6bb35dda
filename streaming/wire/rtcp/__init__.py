"""RTCP: a compound of reports and feedback (RFC 3550; reduced size is allowed by RFC 5506)."""

import struct
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from operator import attrgetter

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

# Bounds of a whole datagram, for reading it costs as much as it holds. Peers send a few packets at
# once, and browsers ask for no more than a thousand lost packets at a time.
MOST_PACKETS = 16
MOST_ENTRIES = 1_000
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

Reader = Callable[..., Packet | None]
_REPORTS: dict[int, tuple[type, Reader]] = {
    SENDER_REPORT: (SenderReport, read_sender_report),
    RECEIVER_REPORT: (ReceiverReport, read_receiver_report),
    DESCRIPTION: (Description, read_description),
    BYE: (Bye, read_bye),
}
_FEEDBACK: dict[tuple[int, int], tuple[type, Reader]] = {
    (TRANSPORT_FEEDBACK, NACK_FORMAT): (Nack, read_nack),
    (TRANSPORT_FEEDBACK, ARRIVALS_FORMAT): (TransportFeedback, read_arrivals),
    (PAYLOAD_FEEDBACK, PLI_FORMAT): (Pli, read_pli),
    (PAYLOAD_FEEDBACK, FIR_FORMAT): (Fir, read_fir),
    (PAYLOAD_FEEDBACK, REMB_FORMAT): (Remb, read_remb),
}
EVERYTHING = frozenset(kind for kind, _ in (*_REPORTS.values(), *_FEEDBACK.values()))
_LISTS: dict[type, Callable[[Packet], list[object]]] = {
    SenderReport: attrgetter("blocks"),
    ReceiverReport: attrgetter("blocks"),
    Description: attrgetter("names"),
    Bye: attrgetter("ssrcs"),
    Nack: attrgetter("sequences"),
    Fir: attrgetter("entries"),
    Remb: attrgetter("ssrcs"),
    TransportFeedback: attrgetter("packets"),
}


def parse(data: bytes | memoryview, wanted: Container[type] = EVERYTHING) -> list[Packet]:
    """All packets of a datagram, or Malformed when one of them is broken. The body of a packet
    that is not wanted is not looked into: it is Unknown."""
    data = bytes(data)
    at, end, entries = 0, len(data), 0
    if not data:
        raise Malformed("There is no RTCP in an empty datagram.")
    packets: list[Packet] = []
    while at < end:
        if len(packets) >= MOST_PACKETS:
            raise Malformed(f"There are more than {MOST_PACKETS} RTCP packets in one datagram.")
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
        packet = _read(kind, first & 0x1F, body, wanted)
        entries += entries_of(packet)
        if entries > MOST_ENTRIES:
            raise Malformed(f"There are more than {MOST_ENTRIES} entries in one datagram.")
        packets.append(packet)
        at = after
    return packets


def entries_of(packet: Packet) -> int:
    """How many reports, names, sources, or packets of media this speaks of."""
    return 0 if (listed := _LISTS.get(type(packet))) is None else len(listed(packet))


def _read(kind: int, count: int, body: bytes, wanted: Container[type]) -> Packet:
    packet: Packet | None = None
    if (report := _REPORTS.get(kind)) is not None and report[0] in wanted:
        packet = report[1](count, body)
    elif (feedback := _FEEDBACK.get((kind, count))) is not None and feedback[0] in wanted:
        packet = feedback[1](body)
    return packet or Unknown(kind, count, body)


def _without_padding(body: bytes, *, last: bool) -> bytes:
    padding = body[-1] if body else 0
    # Not always whole words: libwebrtc fills up its transport feedback by single bytes.
    if not last or not 0 < padding <= len(body):
        raise Malformed("The RTCP padding is wrong.")
    return body[: len(body) - padding]


def compound(packets: Iterable[Packet]) -> bytes:
    return b"".join(map(bytes, packets))
