"""Viewer: comes through WHEP as a browser does, and looks at every packet it gets."""

import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streaming.transport.engine import Certificate
from streaming.wire import h264, opus, rtcp, rtp, sdp, vp8
from streaming.wire.errors import Malformed
from streaming.wire.keyframe import keyframe_test

from .door import Door
from .inspection import Inspection
from .kernel_filter import drop_media
from .line import Weather
from .offers import CODECS, Transport, viewer_offer
from .peer import Peer
from .stamp import find_stamp

OUR_SSRC = 1
REPORT_SECONDS = 1.0
ASK_SECONDS = 0.005
KEYFRAME_PATIENCE_SECONDS = 0.3
KEYFRAME_AGAIN_SECONDS = 1.0
DEFAULT_REMB = 20_000_000


def _any(payload: bytes) -> bool:
    return bool(payload)


def _is_opus(payload: bytes) -> bool:
    return opus.duration_samples(payload) > 0


def _is_h264(payload: bytes) -> bool:
    """A frame begins with a unit, not with a later piece of one."""
    return bool(h264.units_starting(payload))


def _is_vp8(payload: bytes) -> bool:
    try:
        return vp8.parse(payload).starts_frame
    except Malformed:
        return False


@dataclass(frozen=True, slots=True)
class Kind:
    """How the packets of one payload type are read."""

    codec: str
    clock: int
    pictures: bool
    repairs: int | None = None  # the payload type that these retransmit


WELL_FORMED: dict[str, Callable[[bytes], bool]] = {
    "H264": _is_h264,
    "VP8": _is_vp8,
    "OPUS": _is_opus,
}


@dataclass(slots=True)
class Manners:
    """How a viewer behaves. `remb` is the bitrate it says that its line carries."""

    nacks: bool = True
    remb: int = DEFAULT_REMB
    codecs: Sequence[str] = CODECS
    weather: Weather = Weather()


class Viewer(Peer):
    """`thorough` viewers check until the end; `patient` ones until their first keyframe.

    The others leave it at their first packet; all stay as any viewer does, and report.
    """

    def __init__(
        self,
        certificate: Certificate,
        door: Door,
        *,
        number: int = 0,
        thorough: bool = True,
        patient: bool = True,
        manners: Manners | None = None,
        media_filter: bool = True,
    ) -> None:
        self.manners = manners or Manners()
        super().__init__(certificate, timed=thorough, weather=self.manners.weather, seed=number)
        self.door = door
        self.thorough, self.patient = thorough, thorough or patient
        self.answer: sdp.Sdp | None = None
        self.session_url = ""
        self.knocked_at = 0.0
        self.first_media_at = self.last_media_at = self.first_keyframe_at = 0.0
        self.filtered = False
        self.inspections: dict[int, Inspection] = {}
        self.latencies = array("d")
        self.relay_latencies = array("d")
        self._media_filter = media_filter
        self._kinds: dict[int, Kind] = {}
        self._repairs: dict[int, int] = {}
        self._send_time_number = 0
        self._report_at = self._asked_at = self._pli_at = 0.0

    async def come(self) -> None:
        """Knock and begin; `is_connected` says later whether the handshake came to its end."""
        self.knocked_at = time.monotonic()
        address = self.open(self.door.host)
        transport = Transport(
            address, self.checks.ufrag, self.checks.password, self.certificate.fingerprint
        )
        opened = await self.door.knock(viewer_offer(transport, self.manners.codecs))
        self.session_url = opened.session_url
        self.answered(sdp.parse(opened.answer))

    async def go(self) -> None:
        self.finish(time.monotonic())
        self.close()
        if self.session_url:
            await self.door.leave(self.session_url)

    def answered(self, answer: sdp.Sdp) -> None:
        self.answer = answer
        for media in answer.media:
            for line in media.codecs:
                if line.name.lower() == "rtx":
                    media_type = int(line.parameters.get("apt", -1))
                    self._kinds[line.payload_type] = Kind("rtx", line.clock_rate, True, media_type)
                else:
                    self._kinds[line.payload_type] = Kind(
                        line.name.upper(), line.clock_rate, media.kind == "video"
                    )
            for number, uri in media.extensions.items():
                if uri.endswith("abs-send-time"):
                    self._send_time_number = number
            for group, ssrcs in media.ssrc_groups:
                if group == "FID" and len(ssrcs) == 2:
                    self._repairs[ssrcs[1]] = ssrcs[0]
        self.start(answer)

    # -- receiving

    def on_connected(self, now: float) -> None:
        self._report_at = now + REPORT_SECONDS * (0.5 + self.knocked_at % 0.5)

    def on_media(self, packet: bytes, arrived: float) -> None:
        if self.filtered:
            self.last_media_at = arrived
            self._note_sample(packet)
            return
        parsed = rtp.parse(packet)
        kind = self._kinds.get(parsed.payload_type)
        payload = parsed.payload
        if kind is None or not payload:
            return
        self.last_media_at = arrived
        self.first_media_at = self.first_media_at or arrived
        if kind.repairs is not None:
            self._repaired(parsed, arrived)
            return
        inspection = self.inspections.get(parsed.ssrc) or self._begin(parsed.ssrc, kind)
        inspection.packet(parsed.sequence, parsed.timestamp, parsed.marker, payload, arrived)
        if kind.pictures:
            if (sent := find_stamp(payload)) is not None:
                self.latencies.append(arrived - sent)
            if not self.first_keyframe_at and inspection.first_keyframe_at:
                self._keyframe_came(arrived)
            elif not self.patient:
                self._rest()
        if self._send_time_number and self.thorough:
            self._note_send_time(parsed.extensions.get(self._send_time_number), arrived)
        if inspection.is_missing and arrived - self._asked_at > ASK_SECONDS:
            self._ask(arrived)

    def _begin(self, ssrc: int, kind: Kind) -> Inspection:
        made = self.inspections[ssrc] = Inspection(
            ssrc,
            kind.clock,
            kind.pictures,
            keyframe_test(kind.codec),
            WELL_FORMED.get(kind.codec, _any),
        )
        return made

    def _repaired(self, packet: rtp.Rtp, arrived: float) -> None:
        """RFC 4588: the original sequence number stands before the payload."""
        media = self._repairs.get(packet.ssrc)
        inspection = self.inspections.get(media) if media is not None else None
        if inspection is None or len(packet.payload) < 3:
            return
        original = int.from_bytes(packet.payload[:2], "big")
        inspection.packet(
            original, packet.timestamp, packet.marker, packet.payload[2:], arrived, repair=True
        )
        if not self.first_keyframe_at and inspection.first_keyframe_at:
            self._keyframe_came(arrived)

    def _keyframe_came(self, arrived: float) -> None:
        self.first_keyframe_at = arrived
        self._rest()

    def _rest(self) -> None:
        """Seen enough: from now on the kernel drops the media of this viewer."""
        if not self.thorough and self._media_filter and self._socket is not None:
            self.filtered = drop_media(self._socket)

    def _note_sample(self, packet: bytes) -> None:
        """One of many: enough for receiver reports that say how far the line has come."""
        inspection = self.inspections.get(int.from_bytes(packet[8:12], "big"))
        if inspection is not None:
            inspection.sampled(int.from_bytes(packet[2:4], "big"))

    def _note_send_time(self, value: bytes | None, arrived: float) -> None:
        if value is not None and len(value) == 3:
            sent = int.from_bytes(value, "big") / 262144
            self.relay_latencies.append((arrived - sent + 32) % 64 - 32)

    def on_control(self, packets: Sequence[object], arrived: float) -> None:
        for packet in packets:
            if isinstance(packet, rtcp.SenderReport):
                inspection = self.inspections.get(packet.ssrc)
                if inspection is not None:
                    inspection.sender_report(packet.ntp, arrived)

    # -- reporting

    def tick(self, now: float) -> None:
        super().tick(now)
        if not self.is_connected:
            return
        if now >= self._report_at:
            self._report_at = max(self._report_at + REPORT_SECONDS, now)
            self._report(now)
        if not self.filtered:
            self._ask(now)
            self._ask_for_keyframe(now)

    def _report(self, now: float) -> None:
        blocks = [
            block for one in self.inspections.values() if (block := one.report(now)) is not None
        ]
        packets: list[rtcp.Packet] = [rtcp.ReceiverReport(OUR_SSRC, blocks)]
        pictures = [ssrc for ssrc, one in self.inspections.items() if one.pictures]
        if pictures:
            packets.append(rtcp.Remb(OUR_SSRC, self.manners.remb, pictures))
        self.send_control(packets)

    def _ask(self, now: float) -> None:
        self._asked_at = now
        for inspection in self.inspections.values():
            asked = inspection.due(now, self.checks.round_trip)
            if asked and self.manners.nacks:
                self.send_control([rtcp.Nack(OUR_SSRC, inspection.ssrc, asked)])

    def _ask_for_keyframe(self, now: float) -> None:
        for inspection in self.inspections.values():
            if (
                inspection.pictures
                and not inspection.whole
                and now - inspection.broken_since > KEYFRAME_PATIENCE_SECONDS
                and now - self._pli_at > KEYFRAME_AGAIN_SECONDS
            ):
                self._pli_at = now
                self.send_control([rtcp.Pli(OUR_SSRC, inspection.ssrc)])

    def forget_gaps(self, now: float) -> None:
        self.latencies, self.relay_latencies = array("d"), array("d")
        for inspection in self.inspections.values():
            inspection.forget_gaps(now)

    def finish(self, now: float) -> None:
        if not self.filtered:
            for inspection in self.inspections.values():
                inspection.close(now)
