"""Performers and viewers with a real far end: aiortc behind a door of HTTP."""

import asyncio
from fractions import Fraction

import aiortc
import pytest

from streaming.extras.crowd import Crowd, Plan
from streaming.extras.door import Closed, Door
from streaming.extras.line import Weather
from streaming.extras.performer import Performer
from streaming.extras.picture import Card, read_frame
from streaming.extras.reel import Live, Loop
from streaming.extras.testcard import make_clip
from streaming.extras.viewer import Manners
from streaming.transport.engine import make_certificate

from .doors import house

SIZE = 320, 180
RAIN = Weather(loss=0.1, delay=0.02, jitter=0.01)


class CardTrack(aiortc.VideoStreamTrack):
    """The card, coded by aiortc."""

    def __init__(self) -> None:
        super().__init__()
        self._card, self._counter = Card(*SIZE), 0

    async def recv(self):
        pts, base = await self.next_timestamp()
        frame = self._card.draw(self._counter, self._counter)
        self._counter += 1
        frame.pts, frame.time_base = pts, Fraction(base)
        return frame


async def until(true, seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def play(performer: Performer, true) -> None:
    playing = asyncio.create_task(performer.perform())
    await until(true)
    playing.cancel()


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_what_is_performed_is_seen(codec):
    async with house() as far:
        door = Door(far.url, "secret")
        performer = Performer(make_certificate(), door, Loop(make_clip(codec, (180,), 2)))
        await performer.come()
        await play(performer, lambda: len(far.frames) >= 10 and far.received["audio"][0] > 10)
        counters = [read_frame(frame).counter for frame in far.frames]
        assert counters == [counters[0] + step for step in range(10)]
        assert far.keys == ["Bearer secret"]
        await performer.go()
        assert far.left == 1


async def test_a_live_card_is_seen_too():
    async with house() as far:
        performer = Performer(make_certificate(), Door(far.url), Live("VP8", 180))
        await performer.come()
        await play(performer, lambda: len(far.frames) >= 5)
        assert None not in [read_frame(frame) for frame in far.frames]
        await performer.go()


async def test_layers_are_offered_by_their_names():
    async with house() as far:
        reel = Loop(make_clip("VP8", (360, 180), 1))
        performer = Performer(make_certificate(), Door(far.url), reel)
        await performer.come()
        await performer.go()
        assert "a=rid:h send\r\na=rid:m send\r\na=simulcast:send h;m\r\n" in far.offers[0]
        assert "a=ssrc-group" not in far.offers[0]


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_a_viewer_checks_what_it_sees(codec):
    async with house([CardTrack(), aiortc.mediastreams.AudioStreamTrack()]) as far:
        plan = Plan(viewers=1, checking=1, patience_seconds=300, manners=Manners(codecs=[codec]))
        crowd = Crowd(Door(far.url), plan)
        await crowd.come()
        (viewer,) = crowd.viewers
        await until(lambda: frames(viewer) >= 20)
        report = crowd.report()
        await crowd.go()
        assert far.left == 1
    assert (report["connected"], report["failed"], report["checking"]) == (1, 0, 1)
    assert report["keyframes"] >= 1
    assert report["sounds"] > 10
    assert {report[name] for name in FAULTS} == {0}


FAULTS = ("lost", "missing", "refused", "timestamp_faults", "payload_faults", "duplicates", "jumps")


def frames(viewer) -> int:
    return sum(one.findings.frames for one in viewer.inspections.values())


async def test_a_viewer_that_is_asked_before_it_has_the_answer_connects():
    """The far end names no address of the viewer's network: it knows it by our checks alone."""
    async with house([aiortc.mediastreams.AudioStreamTrack()]) as far:
        far.hesitation = 0.5
        crowd = Crowd(Door(far.url), Plan(viewers=1, checking=1, patience_seconds=300))
        await crowd.come()
        (viewer,) = crowd.viewers
        await crowd.go()
    assert (bool(viewer.connected_at), viewer.failure) == (True, "")


async def test_what_misses_is_asked_for_and_repaired():
    async with house([CardTrack()]) as far:
        plan = Plan(
            viewers=1,
            checking=1,
            patience_seconds=300,
            manners=Manners(codecs=["VP8"], weather=RAIN),
        )
        crowd = Crowd(Door(far.url), plan)
        await crowd.come()
        (viewer,) = crowd.viewers
        await until(lambda: repaired(viewer) >= 5)
        await crowd.go()
    (pictures,) = [one for one in viewer.inspections.values() if one.pictures]
    assert pictures.findings.timestamp_faults == pictures.findings.payload_faults == 0


def repaired(viewer) -> int:
    return sum(one.findings.repaired for one in viewer.inspections.values())


async def test_those_who_do_not_check_stop_at_the_first_keyframe():
    async with house([CardTrack()]) as far:
        crowd = Crowd(
            Door(far.url),
            Plan(viewers=2, checking=0, patience_seconds=300, manners=Manners(codecs=["VP8"])),
        )
        await crowd.come()
        await until(lambda: all(one.first_keyframe_at for one in crowd.viewers))
        before = [one.counts["rtp"] for one in crowd.viewers]
        await asyncio.sleep(0.5)
        assert [one.filtered for one in crowd.viewers] == [True, True]
        assert sum(one.counts["rtp"] for one in crowd.viewers) - sum(before) < 20
        report = crowd.report()
        await crowd.go()
    assert (report["connected"], report["without_keyframe"], report["packets"]) == (2, 0, 0)


async def test_a_closed_door_is_told(unused_tcp_port):
    crowd = Crowd(Door(f"http://127.0.0.1:{unused_tcp_port}/whep/x"), Plan(viewers=2, seconds=0))
    report = await crowd.run()
    assert (report["connected"], report["failed"]) == (0, 2)
    assert sum(report["reasons"].values()) == 2


async def test_a_refusal_says_when_to_come_again():
    async with house() as far:
        far.status = "409 Conflict"
        with pytest.raises(Closed, match="Nobody performs") as refusal:
            await Door(far.url).knock("v=0\r\n")
        assert (refusal.value.status, refusal.value.retry_after) == (409, 7.0)
