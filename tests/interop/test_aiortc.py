"""aiortc performs and watches, through WHIP and WHEP as any client does."""

import asyncio
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

import aiortc
import pytest
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from aiortc.rtcrtpsender import RTCRtpSender

from streaming.extras.door import Door, Opened

from .stages import PATIENCE_SECONDS, soon, watching

OTHER = {"H264": "VP8", "VP8": "H264"}


async def knock(peer: aiortc.RTCPeerConnection, door: Door) -> Opened:
    await peer.setLocalDescription(await peer.createOffer())
    opened = await door.knock(peer.localDescription.sdp)
    await peer.setRemoteDescription(aiortc.RTCSessionDescription(opened.answer, "answer"))
    return opened


class Counted(aiortc.MediaStreamTrack):
    """A track that counts its frames on their way."""

    def __init__(self, track: aiortc.MediaStreamTrack) -> None:
        super().__init__()
        self.kind, self.track, self.frames = track.kind, track, []

    async def recv(self):
        frame = await self.track.recv()
        self.frames = [*self.frames, frame.pts]
        return frame


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_it_performs_and_watches(stage, codec):
    performer, viewer, late = (aiortc.RTCPeerConnection() for _ in range(3))
    try:
        performer.addTrack(AudioStreamTrack())
        prefer(performer.addTransceiver(VideoStreamTrack(), direction="sendonly"), codec)
        performing = await knock(performer, door := Door(stage.whip_url, stage.stream_key))
        async with watching(stage) as ours:
            await ours.until(frames=20, sounds=30)
            assert ours.faults() == {}
            counted = await watch(viewer, Door(stage.whep_url))
            answering = await take_offer(late, stage, OTHER[codec])
        for one in (counted, answering):
            assert one["video"].frames == sorted(set(one["video"].frames))
        await door.leave(performing.session_url)
        assert await stage.is_empty()
    finally:
        await asyncio.gather(*(one.close() for one in (performer, viewer, late)))


def prefer(transceiver: aiortc.RTCRtpTransceiver, codec: str) -> None:
    known = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([one for one in known if one.name in (codec, "rtx")])


async def watch(peer: aiortc.RTCPeerConnection, door: Door) -> dict[str, Counted]:
    """Both tracks, once 20 frames of each have been decoded."""
    counting = Counting(peer)
    peer.addTransceiver("audio", direction="recvonly")
    peer.addTransceiver("video", direction="recvonly")
    opened = await knock(peer, door)
    counted = await counting.until(frames=20)
    await door.leave(opened.session_url)
    return counted


async def take_offer(peer: aiortc.RTCPeerConnection, stage, codec: str) -> dict[str, Counted]:
    """The same, for a player that asked for another codec and answers the offer of the house."""
    asking = aiortc.RTCPeerConnection()
    prefer(asking.addTransceiver("video", direction="recvonly"), codec)
    await asking.setLocalDescription(await asking.createOffer())
    status, headers, offer = await http("POST", stage.whep_url, asking.localDescription.sdp)
    assert (status, headers["Content-Type"]) == (406, "application/sdp")
    await asking.close()
    counting = Counting(peer)
    await peer.setRemoteDescription(aiortc.RTCSessionDescription(offer, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    session = urljoin(stage.whep_url, headers["Location"])
    status, _headers, body = await http("PATCH", session, peer.localDescription.sdp)
    assert (status, body) == (204, "")
    counted = await counting.until(frames=20)
    await Door(stage.whep_url).leave(session)
    return counted


async def http(method: str, url: str, body: str) -> tuple[int, Message, str]:
    def ask() -> tuple[int, Message, str]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_SECONDS)
        connection.request(method, parts.path, body, {"Content-Type": "application/sdp"})
        with closing(connection), connection.getresponse() as answer:
            return answer.status, answer.headers, answer.read().decode()

    return await asyncio.to_thread(ask)


class Counting:
    """Decodes whatever tracks a peer gets, and counts their frames."""

    def __init__(self, peer: aiortc.RTCPeerConnection) -> None:
        self._tracks: dict[str, Counted] = {}
        self._sink = MediaBlackhole()
        peer.on("track", self._take)

    def _take(self, track: aiortc.MediaStreamTrack) -> None:
        self._tracks[track.kind] = Counted(track)
        self._sink.addTrack(self._tracks[track.kind])

    async def until(self, *, frames: int) -> dict[str, Counted]:
        await self._sink.start()
        await soon(
            lambda: (
                {"audio", "video"}
                == {kind for kind, one in self._tracks.items() if len(one.frames) >= frames}
            )
        )
        await self._sink.stop()
        return self._tracks
