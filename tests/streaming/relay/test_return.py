"""A performer who returns with another encoder: viewers go on if they can play what comes."""

import asyncio
import re
from itertools import pairwise

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender, VideoStreamTrack
from msgspec import structs

from streaming.control import commands, reports

from .test_relay import frames, offer_of, take

BASELINE, MAIN, HIGH = "42e01f", "4d001f", "64001f"


def preferring(transceiver, codec: str) -> None:
    known = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([one for one in known if one.mimeType == f"video/{codec}"])


async def perform(relay, stage, epoch: int, codec: str, profile: str = "") -> RTCPeerConnection:
    """aiortc sends baseline, whatever it says that it will."""
    peer = RTCPeerConnection()
    preferring(peer.addTransceiver(VideoStreamTrack(), "sendonly"), codec)
    offer = of_profile(await offer_of(peer), profile)
    await ask(relay, peer, commands.Perform(stage, f"performer {epoch}", "host", epoch, offer))
    return peer


async def watch(relay, stage, codec: str, profile: str = "") -> RTCPeerConnection:
    peer = RTCPeerConnection()
    preferring(peer.addTransceiver("video", "recvonly"), codec)
    offer = of_profile(await offer_of(peer), profile)
    await ask(relay, peer, commands.Watch(stage, f"{codec} {profile}", offer))
    return peer


async def ask(relay, peer: RTCPeerConnection, command) -> None:
    answer = await asyncio.to_thread(relay.ask, command)
    assert isinstance(answer, commands.Answered), answer
    await take(peer, structs.replace(answer, sdp=of_profile(answer.sdp, BASELINE)))


def of_profile(offer: str, profile: str) -> str:
    """The description with this profile of H.264 in place of every other."""
    return re.sub(r"(profile-level-id=)\w+", rf"\g<1>{profile}", offer) if profile else offer


async def test_viewers_of_a_codec_that_is_gone_are_told_and_sent_away(relay, stage, backstage):
    first = await perform(relay, stage, 1, "VP8")
    viewer = await watch(relay, stage, "VP8")
    await frames(viewer, "video", 2)
    second = await perform(relay, stage, 2, "H264")
    ended = reports.SessionEnded(stage, "VP8 ", "codec")
    await relay.soon(lambda: ended in backstage.of(stage))
    again = await watch(relay, stage, "H264")
    assert len(await frames(again, "video", 2)) == 2
    await asyncio.gather(*(peer.close() for peer in (first, second, viewer, again)))


@pytest.mark.parametrize(("before", "after"), [(BASELINE, MAIN), (MAIN, BASELINE)])
async def test_viewers_that_play_the_other_profile_too_go_on_in_one_line(
    relay, stage, backstage, before, after
):
    first = await perform(relay, stage, 1, "H264", before)
    viewer = await watch(relay, stage, "H264", HIGH)
    times = [one.pts for one in await frames(viewer, "video", 5)]
    second = await perform(relay, stage, 2, "H264", after)
    times += [one.pts for one in await frames(viewer, "video", 30)]
    assert all(earlier < later for earlier, later in pairwise(times))
    ended = [one for one in backstage.of(stage) if isinstance(one, reports.SessionEnded)]
    assert ended == []
    await asyncio.gather(*(peer.close() for peer in (first, second, viewer)))


async def test_a_profile_that_is_too_much_for_some_sends_those_away_alone(relay, stage, backstage):
    first = await perform(relay, stage, 1, "H264", BASELINE)
    simple, able = [await watch(relay, stage, "H264", one) for one in (BASELINE, HIGH)]
    await frames(able, "video", 2)
    second = await perform(relay, stage, 2, "H264", MAIN)
    ended = reports.SessionEnded(stage, f"H264 {BASELINE}", "codec")
    await relay.soon(lambda: ended in backstage.of(stage))
    assert len(await frames(able, "video", 10)) == 10
    told = [one for one in backstage.of(stage) if isinstance(one, reports.SessionEnded)]
    assert told == [ended]
    await asyncio.gather(*(peer.close() for peer in (first, second, simple, able)))
