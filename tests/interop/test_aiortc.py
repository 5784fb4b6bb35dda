"""aiortc performs and watches, through WHIP and WHEP as any client does."""

import asyncio

import aiortc
import pytest
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from aiortc.rtcrtpsender import RTCRtpSender

from streaming.extras.door import Door, Opened

from .stages import PATIENCE_SECONDS, soon, watching


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
    performer, viewer = aiortc.RTCPeerConnection(), aiortc.RTCPeerConnection()
    try:
        performer.addTrack(AudioStreamTrack())
        pictures = performer.addTransceiver(VideoStreamTrack(), direction="sendonly")
        known = RTCRtpSender.getCapabilities("video").codecs
        pictures.setCodecPreferences([one for one in known if one.name in (codec, "rtx")])
        performing = await knock(performer, door := Door(stage.whip_url, stage.stream_key))
        async with watching(stage) as ours:
            await ours.until(frames=20, sounds=30)
            assert ours.faults() == {}
            counted = await watch(viewer, Door(stage.whep_url))
        assert counted["video"].frames == sorted(set(counted["video"].frames))
        await door.leave(performing.session_url)
        assert await stage.is_empty()
    finally:
        await asyncio.gather(performer.close(), viewer.close())


async def watch(peer: aiortc.RTCPeerConnection, door: Door) -> dict[str, Counted]:
    """Both tracks, once 20 frames of each have been decoded."""
    counted: dict[str, Counted] = {}
    sink = MediaBlackhole()

    @peer.on("track")
    def take(track: aiortc.MediaStreamTrack) -> None:
        counted[track.kind] = Counted(track)
        sink.addTrack(counted[track.kind])

    peer.addTransceiver("audio", direction="recvonly")
    peer.addTransceiver("video", direction="recvonly")
    opened = await knock(peer, door)
    await sink.start()
    await soon(lambda: all(len(one.frames) >= 20 for one in counted.values()), PATIENCE_SECONDS)
    await sink.stop()
    await door.leave(opened.session_url)
    return counted
