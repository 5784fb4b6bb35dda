"""Performer: comes through WHIP and sends a reel as a browser would, paced, repaired, reported."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from streaming.transport.engine import Certificate
from streaming.wire import rtcp, sdp
from streaming.wire.extensions import Extension, abs_send_time
from streaming.wire.rtp import Rtp

from . import packetise
from .clip import Coded
from .door import Door
from .offers import (
    OPUS,
    PICTURE_MID,
    PICTURES,
    SOUND_MID,
    Sending,
    Transport,
    performer_offer,
)
from .outgoing import Outgoing
from .peer import Peer
from .reel import Loop, Reel
from .stamp import restamp, stamp_h264, stamp_vp8

STEP_SECONDS = 0.005
# Chromium's pacer: a frame goes out at two and a half times the bitrate, some packets each 5 ms.
PACE = 2.5
MOST_BURST_SECONDS = 0.1
# Films of a higher bitrate than planned go out as fast as it takes not to fall behind.
DRAIN_SECONDS, LONGEST_PACKET = 0.25, 1200
REPORT_SECONDS = 1.0
KEYFRAME_SECONDS = 0.3
STAMP_EACH = 5
RIDS = ("h", "m", "l")


class Performer(Peer):
    """`bitrate` only paces: what is sent is what the reel holds."""

    def __init__(
        self,
        certificate: Certificate,
        door: Door,
        reel: Reel,
        *,
        bitrate: int = 2_300_000,
        stamp_each: int = STAMP_EACH,
        step_seconds: float = STEP_SECONDS,
    ) -> None:
        super().__init__(certificate)
        self.door, self.reel = door, reel
        self.session_url = ""
        self.keyframes_asked = self.keyframes_sent = self.frames_sent = 0
        self.nacks = self.feedbacks = 0
        self.remb = 0
        self.started_at = 0.0
        self.ended = False
        self.outgoing = self._make_outgoing()
        self._extensions: dict[Extension, int] = {}
        self._queue: deque[tuple[Rtp, Outgoing]] = deque()
        self._stamp_each, self._step = stamp_each, step_seconds
        self._pace = PACE * bitrate / 8
        self._credit, self._paced_at = 0.0, 0.0
        self._transport_sequence = 0
        self._report_at = self._keyframe_at = 0.0
        self._cname = self.checks.ufrag

    def _make_outgoing(self) -> list[Outgoing]:
        pictures = [track for track in self.reel.tracks if track.height]
        made = []
        for number, track in enumerate(self.reel.tracks):
            if not track.height:
                made.append(Outgoing(OPUS, track.clock, SOUND_MID))
                continue
            media, repair, _ = PICTURES[track.codec]
            rid = RIDS[number] if len(pictures) > 1 else ""
            made.append(Outgoing(media, track.clock, PICTURE_MID, rid, repair))
        return made

    async def come(self) -> None:
        address = self.open(self.door.host)
        transport = Transport(
            address, self.checks.ufrag, self.checks.password, self.certificate.fingerprint
        )
        opened = await self.door.knock(performer_offer(transport, self._sending()))
        self.session_url = opened.session_url
        self.answered(sdp.parse(opened.answer))

    def _sending(self) -> Sending:
        pictures = [one for one in self.outgoing if one.mid == PICTURE_MID]
        sounds = [one for one in self.outgoing if one.mid == SOUND_MID]
        codec = self.reel.tracks[0].codec if pictures else "H264"
        return Sending(
            codec,
            sounds[0].ssrc if sounds else 1,
            pictures[0].ssrc if pictures else 2,
            pictures[0].repair_ssrc if pictures else 3,
            self._cname,
            [one.rid for one in pictures if one.rid],
        )

    def answered(self, answer: sdp.Sdp) -> None:
        for media in answer.media:
            for number, uri in media.extensions.items():
                if uri in set(Extension):
                    self._extensions[Extension(uri)] = number
            types = {line.payload_type for line in media.codecs}
            for outgoing in self.outgoing:
                if outgoing.mid == media.mid and outgoing.repair_type not in types:
                    outgoing.repair_type = None
        self.start(answer)

    async def perform(self, seconds: float | None = None) -> None:
        """Play until the reel ends, so many seconds of it are over, or the connection is."""
        reading = asyncio.create_task(self._read_all())
        try:
            while not self.failure and not (self.ended and not self._queue):
                now = time.monotonic()
                if seconds is not None and self.started_at and now - self.started_at >= seconds:
                    return
                self.tick(now)
                await asyncio.sleep(self._step)
        finally:
            reading.cancel()

    async def _read_all(self) -> None:
        """Each frame when its time has come. What takes long is read beside the loop."""
        while (at := self.reel.next_at()) is not None:
            while not self.is_connected:
                await asyncio.sleep(self._step)
            now = time.monotonic()
            self.started_at = self.started_at or now
            if (early := self.started_at + at - now) > 0:
                await asyncio.sleep(early)
            elif early < -1.0:
                self.started_at -= early  # this process slept: go on, do not catch up
            quick = isinstance(self.reel, Loop)
            read = self.reel.read() if quick else await asyncio.to_thread(self.reel.read)
            if read is None:
                break
            self._enqueue(*read, time.monotonic())
        self.ended = True

    async def go(self) -> None:
        if self.is_connected:
            self.send_control([rtcp.Bye([one.ssrc for one in self.outgoing])])
        self.close()
        if self.session_url:
            await self.door.leave(self.session_url)

    # -- sending

    def tick(self, now: float) -> None:
        super().tick(now)
        if not self.is_connected:
            return
        self._send_some(now)
        if now >= self._report_at:
            self._report_at = now + REPORT_SECONDS
            self._report(now)

    def _enqueue(self, number: int, frame: Coded, now: float) -> None:
        outgoing, codec = self.outgoing[number], self.reel.tracks[number].codec
        if outgoing.mid == SOUND_MID:
            for packet in outgoing.frame(frame.at, [frame.body], now):
                self._send_packet(packet, outgoing, now)  # sound does not wait behind pictures
            return
        self.frames_sent += 1
        self.keyframes_sent += frame.keyframe
        body = frame.body
        stamped = self.frames_sent % self._stamp_each == 0
        if codec == "H264":
            payloads = packetise.h264(stamp_h264(body, now) if stamped else body)
        else:
            outgoing.picture_id += 1
            body = stamp_vp8(body, now) if stamped else body
            payloads = packetise.vp8(body, outgoing.picture_id)
        idle = not self._queue
        self._queue.extend((one, outgoing) for one in outgoing.frame(frame.at, payloads, now))
        if idle:
            self._send_some(now)

    def _send_some(self, now: float) -> None:
        """One step of the pacer: what the time since the last step allows, after a sleep more."""
        pace = max(self._pace, len(self._queue) * LONGEST_PACKET / DRAIN_SECONDS)
        most = pace * MOST_BURST_SECONDS
        self._credit = min(self._credit + (now - self._paced_at) * pace, most)
        self._paced_at = now
        while self._queue and self._credit > 0:
            packet, outgoing = self._queue.popleft()
            packet.payload = restamp(packet.payload, time.monotonic())
            self._send_packet(packet, outgoing, now)
            self._credit -= len(packet.payload) + 40
        if not self._queue:
            self._credit = min(self._credit, self._pace * self._step)

    def _send_packet(self, packet: Rtp, outgoing: Outgoing, now: float) -> None:
        said = {
            Extension.MID: outgoing.mid.encode(),
            Extension.ABS_SEND_TIME: abs_send_time(now),
            Extension.TRANSPORT_SEQUENCE: self._transport_sequence.to_bytes(2, "big"),
        }
        if outgoing.rid:
            repair = packet.ssrc == outgoing.repair_ssrc
            said[Extension.REPAIRED_RID if repair else Extension.RID] = outgoing.rid.encode()
        elif outgoing.mid == SOUND_MID:
            said[Extension.AUDIO_LEVEL] = b"\x9e"
        packet.extensions = {
            number: said[one] for one, number in self._extensions.items() if one in said
        }
        self._transport_sequence = self._transport_sequence + 1 & 0xFFFF
        self.send_media(bytes(packet))

    def _report(self, now: float) -> None:
        wall = time.time()
        for outgoing in self.outgoing:
            if (report := outgoing.report(now, wall)) is not None:
                self.send_control([report, rtcp.Description([(outgoing.ssrc, self._cname)])])

    def summary(self) -> dict[str, object]:
        return {
            "packets": sum(one.packets for one in self.outgoing),
            "bytes": self.bytes_sent,
            "frames": self.frames_sent,
            "keyframes": self.keyframes_sent,
            "keyframes_asked": self.keyframes_asked,
            "repaired": sum(one.repaired for one in self.outgoing),
            "feedbacks": self.feedbacks,
            "remb": self.remb,
            "failure": self.failure,
        }

    # -- receiving

    def on_control(self, packets: Sequence[object], arrived: float) -> None:
        for packet in packets:
            if isinstance(packet, rtcp.Nack):
                self._nacked(packet, arrived)
            elif isinstance(packet, rtcp.Pli | rtcp.Fir):
                self.keyframes_asked += 1
                self._keyframe_wanted(arrived)
            elif isinstance(packet, rtcp.Remb):
                self.remb = packet.bitrate
            elif isinstance(packet, rtcp.TransportFeedback):
                self.feedbacks += 1

    def _nacked(self, nack: rtcp.Nack, now: float) -> None:
        self.nacks += 1
        for outgoing in self.outgoing:
            if outgoing.ssrc == nack.media:
                for packet in outgoing.again(nack.sequences):
                    self._send_packet(packet, outgoing, now)

    def _keyframe_wanted(self, now: float) -> None:
        """At most one each 300 ms, as browsers limit themselves."""
        if now - self._keyframe_at >= KEYFRAME_SECONDS:
            self._keyframe_at = now
            self.reel.ask_keyframe()
