"""A player whose offer does not fit is offered what is on stage, and watches once it answered."""

import asyncio

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription

from streaming.control import commands, reports
from streaming.relay.peer import ANSWER_SECONDS, BEGIN_SECONDS
from streaming.relay.viewer import Viewer
from streaming.wire import sdp
from tests.streaming.forwarding.offers import answer_to, text

from .running import running_relay
from .test_relay import frames, offer_of, perform


async def unfit_offer() -> str:
    """Of a player that asks for H.264 alone, though it plays VP8 as well."""
    peer = RTCPeerConnection()
    video = peer.addTransceiver("video", "recvonly")
    known = RTCRtpSender.getCapabilities("video").codecs
    video.setCodecPreferences([one for one in known if one.mimeType == "video/H264"])
    offer = await offer_of(peer)
    await peer.close()
    return offer


async def watch(relay, stage, **more):
    """The answer of the relay to an offer that does not fit."""
    command = commands.Watch(stage, "viewer", await unfit_offer(), counter=True, **more)
    return await asyncio.to_thread(relay.ask, command)


async def answering(answered) -> tuple[RTCPeerConnection, str]:
    """A player that has read the offer of the relay, and what it answers."""
    peer = RTCPeerConnection()
    await peer.setRemoteDescription(RTCSessionDescription(answered.sdp, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    return peer, peer.localDescription.sdp


async def accept(relay, stage, answer: str):
    return await asyncio.to_thread(relay.ask, commands.Accept(stage, "viewer", answer))


async def test_a_player_answers_our_offer_and_sees_and_hears(relay, stage, backstage):
    performer = await perform(relay, stage, codec="video/VP8")
    answered = await watch(relay, stage)
    assert answered.counter
    assert "VP8 is on stage" in sdp.parse(answered.sdp).name
    viewer, answer = await answering(answered)
    await asyncio.sleep(1.2)  # longer than COUNT_SECONDS
    assert backstage.counts(stage) in ([], [0]), "nobody can see anything yet"
    assert await accept(relay, stage, answer) == commands.Done()
    pictures, sounds = await asyncio.gather(
        frames(viewer, "video", 10), frames(viewer, "audio", 20)
    )
    assert {(one.width, one.height) for one in pictures} == {(640, 480)}
    assert len(sounds) == 20
    await relay.soon(lambda: backstage.counts(stage)[-1:] == [1])
    await viewer.close()
    await relay.soon(lambda: reports.SessionEnded(stage, "viewer", "left") in backstage.of(stage))
    await performer.close()


async def test_who_asks_for_no_counter_offer_is_refused(relay, stage):
    performer = await perform(relay, stage)
    refused = relay.ask(commands.Watch(stage, "viewer", await unfit_offer()))
    assert (refused.code, refused.status) == ("media.no_common_codec", 406)
    await performer.close()


async def test_a_command_that_comes_twice_gives_the_same_offer(relay, stage):
    performer = await perform(relay, stage)
    command = commands.Watch(stage, "viewer", await unfit_offer(), counter=True)
    assert relay.ask(command) == relay.ask(command)
    await performer.close()


async def test_one_answer_is_taken_and_no_other(relay, stage):
    performer = await perform(relay, stage)
    viewer, answer = await answering(await watch(relay, stage))
    assert await accept(relay, stage, answer) == commands.Done()
    refused = await accept(relay, stage, answer)
    assert (refused.code, refused.status, refused.retry_after) == ("session.answered", 409, None)
    assert len(await frames(viewer, "video", 3)) == 3
    await asyncio.gather(performer.close(), viewer.close())


async def test_a_wrong_answer_is_named_and_a_right_one_is_still_taken(relay, stage):
    performer = await perform(relay, stage)
    viewer, answer = await answering(await watch(relay, stage))
    for wrong, code in (
        ("hello", "sdp.malformed"),
        (answer.replace("a=mid:0", "a=mid:x"), "sdp.malformed"),
        (answer.replace("a=recvonly", "a=inactive"), "media.nothing_taken"),
    ):
        refused = await accept(relay, stage, wrong)
        assert (refused.code, refused.status) == (code, 422)
    assert await accept(relay, stage, answer) == commands.Done()
    assert len(await frames(viewer, "video", 3)) == 3
    await asyncio.gather(performer.close(), viewer.close())


async def test_sessions_that_wait_for_no_answer_take_none(relay, stage):
    performer = await perform(relay, stage)
    answer = text("chromium-watches")
    assert (await accept(relay, stage, answer)).code == "session.unknown"
    on_stage = commands.Accept(stage, "performer", answer)
    assert relay.ask(on_stage).code == "session.unknown"
    await performer.close()


async def test_a_player_that_goes_before_it_answers_is_gone(relay, stage, backstage):
    performer = await perform(relay, stage)
    answered = await watch(relay, stage)
    patched = relay.ask(commands.Patch(stage, "viewer", answered.etag, "a=end-of-candidates\r\n"))
    assert patched.etag is None
    assert relay.ask(commands.Choose(stage, "viewer", "audio")) == commands.Done()
    relay.ask(commands.Leave(stage, "viewer"))
    await relay.soon(lambda: reports.SessionEnded(stage, "viewer", "left") in backstage.of(stage))
    assert (await accept(relay, stage, "v=0")).code == "session.unknown"
    await performer.close()


async def test_an_offer_is_over_when_the_stage_changes_its_codec(relay, stage, backstage):
    first = await perform(relay, stage, epoch=1, session="first")
    viewer, answer = await answering(await watch(relay, stage))
    second = await perform(relay, stage, epoch=2, session="second", codec="video/H264")
    assert (await accept(relay, stage, answer)).code == "session.unknown"
    ended = reports.SessionEnded(stage, "viewer", "codec")
    await relay.soon(lambda: ended in backstage.of(stage))
    await asyncio.gather(first.close(), second.close(), viewer.close())


async def test_whoever_answers_in_an_interval_sees_nothing_before_it_ends(relay, stage):
    performer = await perform(relay, stage)
    answered = await watch(relay, stage, layer="auto")
    relay.ask(commands.Pause(stage, True, 1))
    viewer, answer = await answering(answered)
    assert await accept(relay, stage, answer) == commands.Done()
    await relay.soon(lambda: relay.ask(commands.Describe(stage)).stages[0].viewers == 1)
    seen = asyncio.ensure_future(frames(viewer, "video", 1))
    await asyncio.sleep(0.5)
    assert not seen.done()
    relay.ask(commands.Pause(stage, False, 2))
    assert len(await seen) == 1
    await asyncio.gather(performer.close(), viewer.close())


async def test_unanswered_offers_count_as_sessions_that_begin():
    with running_relay(most_opening=2, most_sessions=8) as relay:
        performer = await perform(relay, "f" * 32)
        offer = await unfit_offer()

        def ask(number: int):
            return relay.ask(
                commands.Watch("f" * 32, str(number), offer, network="192.0.2.1", counter=True)
            )

        answers = [ask(number) for number in range(3)]
        assert [getattr(one, "counter", None) for one in answers] == [True, True, None]
        assert answers[-1].code == "relay.too_many_opening"
        assert relay.tally()["relay.counter_offers"] == 2
        relay.ask(commands.Leave("f" * 32, "0"))
        assert ask(4).counter
        await performer.close()


# ── time


@pytest.fixture
async def waiting(bare_relay) -> Viewer:
    """A viewer who has an offer of a relay whose time does not pass."""
    offered = commands.Perform("stage", "performer", "host", 1, text("chromium-performs"))
    assert isinstance(bare_relay.obey(offered), commands.Answered)
    asked = commands.Watch("stage", "viewer", text("firefox-watches"), counter=True)
    assert bare_relay.obey(asked).counter
    return bare_relay.peers["stage", "viewer"]


async def test_an_offer_of_ours_may_be_answered_for_a_while(bare_relay, waiting):
    waiting.look_after(waiting.born_at + ANSWER_SECONDS - 0.1)
    assert ("stage", "viewer") in bare_relay.peers
    waiting.look_after(waiting.born_at + ANSWER_SECONDS + 0.1)
    assert ("stage", "viewer") not in bare_relay.peers
    assert waiting.stage.viewers == {}


async def test_the_time_to_connect_begins_with_the_answer(bare_relay, waiting):
    waiting.born_at -= ANSWER_SECONDS - 1
    accepted = commands.Accept("stage", "viewer", str(answer_to(waiting.answer)))
    assert bare_relay.obey(accepted) == commands.Done()
    accepted_at = bare_relay.now()
    waiting.look_after(accepted_at + BEGIN_SECONDS / 2)
    assert ("stage", "viewer") in bare_relay.peers
    waiting.look_after(accepted_at + BEGIN_SECONDS + 0.1)
    assert ("stage", "viewer") not in bare_relay.peers
