"""A relay between real peers: aiortc performs, aiortc watches."""

import asyncio

import pytest
from aiortc import (
    AudioStreamTrack,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    VideoStreamTrack,
)

from streaming.control import commands, reports

from .running import running_relay


async def offer_of(peer: RTCPeerConnection) -> str:
    await peer.setLocalDescription(await peer.createOffer())
    return peer.localDescription.sdp


async def take(peer: RTCPeerConnection, answer) -> None:
    assert isinstance(answer, commands.Answered), answer
    await peer.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))


async def perform(relay, stage, *, epoch=1, session="performer", codec="video/VP8"):
    peer = RTCPeerConnection()
    video = peer.addTransceiver(VideoStreamTrack(), "sendonly")
    known = RTCRtpSender.getCapabilities("video").codecs
    video.setCodecPreferences([one for one in known if one.mimeType == codec])
    peer.addTransceiver(AudioStreamTrack(), "sendonly")
    offer = await offer_of(peer)
    command = commands.Perform(stage, session, "host", epoch, offer)
    await take(peer, await asyncio.to_thread(relay.ask, command))
    return peer


async def watch(relay, stage, session="viewer"):
    peer = RTCPeerConnection()
    for kind in ("video", "audio"):
        peer.addTransceiver(kind, "recvonly")
    offer = await offer_of(peer)
    answer = await asyncio.to_thread(relay.ask, commands.Watch(stage, session, offer))
    await take(peer, answer)
    return peer


async def frames(peer, kind: str, many: int) -> list:
    track = next(one.receiver.track for one in peer.getTransceivers() if one.kind == kind)
    return [await asyncio.wait_for(track.recv(), 15) for _ in range(many)]


@pytest.mark.parametrize("codec", ["video/VP8", "video/H264"])
async def test_what_is_performed_is_seen_and_heard(relay, stage, codec):
    performer = await perform(relay, stage, codec=codec)
    viewer = await watch(relay, stage)
    pictures, sounds = await asyncio.gather(
        frames(viewer, "video", 10), frames(viewer, "audio", 20)
    )
    assert {(one.width, one.height) for one in pictures} == {(640, 480)}
    times = [one.pts for one in pictures]
    assert times == sorted(times)
    assert len(sounds) == 20
    await asyncio.gather(performer.close(), viewer.close())


async def test_both_sides_are_told_of(relay, stage, backstage):
    performer = await perform(relay, stage, epoch=4)
    viewer = await watch(relay, stage)
    await frames(viewer, "video", 3)
    about = (stage, "performer", "host", 4)
    await relay.soon(lambda: backstage.of(stage) == [reports.PerformerArrived(*about)])
    await relay.soon(lambda: backstage.counts(stage)[-1:] == [1])
    await viewer.close()
    await relay.soon(lambda: reports.SessionEnded(stage, "viewer", "left") in backstage.of(stage))
    await relay.soon(lambda: backstage.counts(stage)[-1:] == [0])
    await performer.close()
    left = reports.PerformerLeft(*about, "left")
    await relay.soon(lambda: backstage.of(stage)[-1] == left)
    assert relay.ask(commands.Describe()).stages == ()


async def test_a_higher_epoch_takes_over_and_viewers_see_one_line(relay, stage, backstage):
    first = await perform(relay, stage, epoch=1, session="first")
    viewer = await watch(relay, stage)
    before = await frames(viewer, "video", 5)
    second = await perform(relay, stage, epoch=2, session="second")
    after = await frames(viewer, "video", 30)
    times = [one.pts for one in before + after]
    assert times == sorted(set(times))
    replaced = reports.PerformerLeft(stage, "first", "host", 1, "replaced")
    await relay.soon(lambda: replaced in backstage.of(stage))
    await asyncio.gather(first.close(), second.close(), viewer.close())


async def test_an_older_epoch_never_comes_back(relay, stage):
    performer = await perform(relay, stage, epoch=7)
    for epoch in (6, 7):
        peer = RTCPeerConnection()
        peer.addTransceiver(VideoStreamTrack(), "sendonly")
        late = commands.Perform(stage, f"late{epoch}", "host", epoch, await offer_of(peer))
        refused = await asyncio.to_thread(relay.ask, late)
        assert (refused.code, refused.status) == ("stage.older_epoch", 409)
        await peer.close()
    await performer.close()


async def test_two_parts_perform_side_by_side(relay, stage):
    host = await perform(relay, stage, session="a")
    peer = RTCPeerConnection()
    peer.addTransceiver(VideoStreamTrack(), "sendonly")
    guest = commands.Perform(stage, "b", "guest", 1, await offer_of(peer))
    await take(peer, await asyncio.to_thread(relay.ask, guest))
    viewer = RTCPeerConnection()
    for kind in ("video", "audio", "video"):
        viewer.addTransceiver(kind, "recvonly")
    watching = commands.Watch(stage, "viewer", await offer_of(viewer))
    await take(viewer, await asyncio.to_thread(relay.ask, watching))
    tracks = [one.receiver.track for one in viewer.getTransceivers()]
    for track in tracks:
        assert await asyncio.wait_for(track.recv(), 15)
    await asyncio.gather(host.close(), peer.close(), viewer.close())


async def test_silence_and_return_are_told(relay, stage, backstage):
    performer = await perform(relay, stage)
    await relay.soon(lambda: len(backstage.of(stage)) == 1)
    sender = performer.getSenders()
    tracks = [one.track for one in sender]
    for one in sender:
        one.replaceTrack(None)
    about = (stage, "performer", "host", 1)
    await relay.soon(lambda: backstage.of(stage)[-1] == reports.PerformerSilent(*about))
    for one, track in zip(sender, tracks, strict=True):
        one.replaceTrack(track)
    await relay.soon(lambda: backstage.of(stage)[-1] == reports.PerformerBack(*about))
    await performer.close()


async def test_reports_wait_for_a_web_that_is_away(relay, stage, backstage):
    backstage.away = True
    performer = await perform(relay, stage)
    await relay.soon(lambda: relay.tally().get("reports.retried", 0) >= 2)
    assert backstage.of(stage) == []
    backstage.away = False
    await relay.soon(lambda: len(backstage.of(stage)) == 1)
    await performer.close()
    await relay.soon(lambda: len(backstage.of(stage)) == 2)
    numbers = [one.number for one in backstage.taken]
    assert numbers == sorted(set(numbers))


async def test_a_relay_says_how_busy_it_is(relay, stage, backstage):
    performer = await perform(relay, stage)
    viewer = await watch(relay, stage)
    await frames(viewer, "video", 5)

    told = len(backstage.taken)

    def beats() -> list[reports.Heartbeat]:
        said = [one.report for one in backstage.taken[told:]]
        return [one for one in said if isinstance(one, reports.Heartbeat) and one.sessions == 2]

    busy = await relay.soon(lambda: next((one for one in beats() if one.bitrate > 50_000), None))
    assert 0 < busy.cpu < 2
    assert (busy.sessions, busy.max_sessions) == (2, 2000)
    assert relay.ask(commands.Describe()).load.sessions == 2
    await asyncio.gather(performer.close(), viewer.close())


# ── refusals


async def test_a_stage_on_which_nobody_performs_cannot_be_watched(relay, stage):
    viewer = RTCPeerConnection()
    viewer.addTransceiver("video", "recvonly")
    refused = relay.ask(commands.Watch(stage, "viewer", await offer_of(viewer)))
    assert (refused.code, refused.status, refused.retry_after) == ("stage.empty", 409, 3)
    await viewer.close()


async def test_no_common_codec_is_named(relay, stage):
    performer = await perform(relay, stage, codec="video/VP8")
    viewer = RTCPeerConnection()
    video = viewer.addTransceiver("video", "recvonly")
    known = RTCRtpSender.getCapabilities("video").codecs
    video.setCodecPreferences([one for one in known if one.mimeType == "video/H264"])
    refused = relay.ask(commands.Watch(stage, "viewer", await offer_of(viewer)))
    assert (refused.code, refused.status) == ("media.no_common_codec", 406)
    assert "VP8" in refused.sentence
    await asyncio.gather(performer.close(), viewer.close())


@pytest.mark.parametrize("offer", ["", "v=0", "x" * 60_000, "v=0\r\n" + "m=audio 9 X 0\r\n" * 1000])
def test_a_broken_offer_is_refused(relay, stage, offer):
    refused = relay.ask(commands.Perform(stage, "performer", "host", 1, offer))
    assert (refused.code, refused.status) == ("sdp.malformed", 422)
    assert relay.ask(commands.Describe()).stages == ()


async def test_a_full_relay_says_so():
    with running_relay(most_sessions=1) as small:
        performer = await perform(small, "f" * 32)
        viewer = RTCPeerConnection()
        viewer.addTransceiver("video", "recvonly")
        offer = await offer_of(viewer)
        refused = await asyncio.to_thread(small.ask, commands.Watch("f" * 32, "viewer", offer))
        assert (refused.code, refused.status, refused.retry_after) == ("relay.full", 503, 3)
        await asyncio.gather(performer.close(), viewer.close())


async def test_whoever_performs_finds_a_place_in_a_full_house():
    with running_relay(most_sessions=20) as small:
        performer = await perform(small, "f" * 32)
        offer = await offer_to_watch()
        watching = [commands.Watch("f" * 32, f"viewer {n}", offer) for n in range(20)]
        answers = [small.ask(one) for one in watching]
        came = [one for one in answers if isinstance(one, commands.Answered)]
        assert (len(came), answers[-1].code) == (18, "relay.full")
        again = await perform(small, "f" * 32, epoch=2, session="again")
        await asyncio.gather(performer.close(), again.close())


async def test_of_one_network_few_are_on_their_way_in_at_once():
    with running_relay(most_opening=3, most_sessions=12) as relay:
        performer = await perform(relay, "f" * 32)
        offer = await offer_to_watch()

        def ask(number: int, network: str):
            return relay.ask(
                commands.Watch("f" * 32, f"{network} {number}", offer, network=network)
            )

        answers = [ask(number, "192.0.2.1") for number in range(5)]
        assert [isinstance(one, commands.Answered) for one in answers] == [True] * 3 + [False] * 2
        refused = answers[-1]
        assert (refused.code, refused.status) == ("relay.too_many_opening", 429)
        assert refused.retry_after == 1
        assert isinstance(ask(1, "192.0.2.1"), commands.Answered)  # the same again
        assert isinstance(ask(1, "2001:db8::/64"), commands.Answered)
        relay.ask(commands.Leave("f" * 32, "192.0.2.1 0"))
        assert isinstance(ask(9, "192.0.2.1"), commands.Answered)
        await performer.close()


async def test_a_school_comes_from_one_address_where_there_is_room():
    with running_relay(most_sessions=1_000) as relay:
        performer = await perform(relay, "f" * 32)
        offer = await offer_to_watch()

        def ask(number: int, network: str):
            return relay.ask(
                commands.Watch("f" * 32, f"{network} {number}", offer, network=network)
            )

        answers = [ask(number, "192.0.2.1") for number in range(260)]
        came = [isinstance(one, commands.Answered) for one in answers]
        assert came == [True] * 249 + [False] * 11  # a quarter of what is free without them
        assert isinstance(ask(1, "2001:db8::/64"), commands.Answered)
        await performer.close()


async def test_in_a_full_house_whoever_should_be_there_by_now_makes_room():
    with running_relay(most_sessions=20) as small:
        performer = await perform(small, "f" * 32)
        viewer = await watch(small, "f" * 32)
        await frames(viewer, "video", 2)
        offer = await offer_to_watch()
        names = [f"half open {number}" for number in range(17)]
        answers = [small.ask(commands.Watch("f" * 32, name, offer)) for name in names]
        assert all(isinstance(one, commands.Answered) for one in answers)
        late = commands.Watch("f" * 32, "late", offer)
        assert small.ask(late).code == "relay.full"
        answer = await small.soon(
            lambda: isinstance(one := small.ask(late), commands.Answered) and one
        )
        assert answer.session == "late"
        assert small.tally()["relay.made_room"] == 1
        gone = commands.Choose("f" * 32, names[0], "auto")
        assert small.ask(gone).code == "session.unknown"
        assert len(await frames(viewer, "video", 5)) == 5
        await asyncio.gather(performer.close(), viewer.close())


async def offer_to_watch() -> str:
    viewer = RTCPeerConnection()
    viewer.addTransceiver("video", "recvonly")
    offer = await offer_of(viewer)
    await viewer.close()
    return offer


def test_only_web_commands(relay):
    assert relay.ask(commands.Describe(), secret="guessed") == 401
    status, body = relay.http("POST", "/v1/commands", b'{"v":1,"type":"dance"}')
    assert (status, b"control.unknown_type" in body) == (400, True)
    status, _body = relay.http("POST", "/v1/commands", b"x" * 200_000)
    assert status == 413


# ── sessions


async def test_a_command_that_comes_twice_is_done_once(relay, stage):
    peer = RTCPeerConnection()
    peer.addTransceiver(VideoStreamTrack(), "sendonly")
    command = commands.Perform(stage, "performer", "host", 1, await offer_of(peer))
    first, again = relay.ask(command), relay.ask(command)
    assert first == again
    assert relay.ask(commands.Describe()).load.sessions <= 1
    await peer.close()


async def test_trickle_restart_and_the_etag(relay, stage):
    performer = await perform(relay, stage)
    viewer = RTCPeerConnection()
    viewer.addTransceiver("video", "recvonly")
    answer = relay.ask(commands.Watch(stage, "viewer", await offer_of(viewer)))
    trickle = "a=ice-ufrag:abcd\r\na=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n"
    local = viewer.localDescription.sdp
    ufrag, pwd = (
        next(line.partition(":")[2] for line in local.splitlines() if line.startswith(name))
        for name in ("a=ice-ufrag", "a=ice-pwd")
    )
    same = f"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\n"
    patch = commands.Patch
    assert relay.ask(patch(stage, "viewer", answer.etag, same)).etag is None
    assert relay.ask(patch(stage, "viewer", "old", same)).code == "ice.stale_etag"
    assert relay.ask(patch(stage, "viewer", None, trickle)).code == "sdp.malformed"
    other = "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
    restarted = relay.ask(patch(stage, "viewer", None, other))
    assert restarted.etag not in (None, answer.etag)
    assert "a=ice-ufrag:" in restarted.fragment
    assert relay.ask(patch(stage, "viewer", answer.etag, other)).code == "ice.stale_etag"
    assert relay.ask(patch(stage, "nobody", None, other)).code == "session.unknown"
    await asyncio.gather(performer.close(), viewer.close())


async def test_leaving_twice_is_leaving_once(relay, stage):
    performer = await perform(relay, stage)
    leave = commands.Leave(stage, "performer")
    assert [relay.ask(leave), relay.ask(leave)] == [commands.Done()] * 2
    assert relay.ask(commands.Describe()).stages == ()
    await performer.close()
