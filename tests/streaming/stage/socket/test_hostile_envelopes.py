"""Envelopes that no page of ours would send: each is answered by a stable code and a sentence, or
the socket is closed; nothing breaks and nothing is left hanging."""

import json

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from shows.models import Appearance
from streaming.control.commands import Describe
from streaming.foundation.sockets.envelopes import Malformed
from streaming.foundation.sockets.token_bucket import TokenBucket
from streaming.stage.socket import envelopes
from tests.streaming.show_socket import error_of

from ..offers import to_perform, to_watch

with_rows = pytest.mark.django_db(transaction=True)

WRONG = {
    "no JSON": "hello",
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "a number without end": "1" * 10_000,
    "deep": "[" * 60_000,
    "deep objects": '{"a":' * 20_000,
    "no version": '{"type": "ping", "id": 1}',
    "another version": '{"v": 2, "type": "ping", "id": 1}',
    "a version that is true": '{"v": true, "type": "ping", "id": 1}',
    "no type": '{"v": 1, "id": 1}',
    "a type that is a list": '{"v": 1, "type": ["ping"], "id": 1}',
    "no id": '{"v": 1, "type": "ping"}',
    "an id that is an object": '{"v": 1, "type": "ping", "id": {}}',
    "an id without end": '{"v": 1, "type": "ping", "id": 1e999}',
    "a long id": json.dumps({"v": 1, "type": "ping", "id": "x" * 65}),
    "half a character as id": json.dumps({"v": 1, "type": "ping", "id": "\ud800"}),
    "no offer": '{"v": 1, "type": "watch", "id": 1}',
    "an empty offer": '{"v": 1, "type": "watch", "id": 1, "sdp": ""}',
    "an offer that is a number": '{"v": 1, "type": "watch", "id": 1, "sdp": 7}',
    "an offer with half a character": json.dumps(
        {"v": 1, "type": "watch", "id": 1, "sdp": "\ud800"}
    ),
    "an offer with a zero": '{"v": 1, "type": "watch", "id": 1, "sdp": "\\u0000"}',
    "a layer that is none": '{"v": 1, "type": "watch", "id": 1, "sdp": "v=0", "layer": "a b"}',
    "a session that is none": '{"v": 1, "type": "leave", "id": 1, "session": "../../etc"}',
    "a session that is null": '{"v": 1, "type": "attend", "id": 1, "session": null}',
    "an entity tag that is a list": json.dumps(
        {"v": 1, "type": "candidates", "id": 1, "session": "a", "etag": [], "fragment": "a"}
    ),
    "a mute that is no truth": '{"v": 1, "type": "part.mute", "id": 1, "part": "a", "muted": 1}',
    "a part with a zero": '{"v": 1, "type": "part.remove", "id": 1, "part": "a\\u0000"}',
    "a part without end": json.dumps({"v": 1, "type": "part.remove", "id": 1, "part": "a" * 151}),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_envelope_is_malformed(text):
    with pytest.raises(Malformed) as wrong:
        envelopes.read(text)
    assert (wrong.value.code, str(wrong.value) != "") == ("socket.malformed", True)


@given(st.text(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["v", "type", "id", "sdp", "session", "x"]), inner),
    max_leaves=20,
).map(json.dumps))  # fmt: skip
def test_whatever_is_read_is_an_envelope_or_malformed(text):
    try:
        asked = envelopes.read(text)
    except Malformed as wrong:
        assert wrong.code in ("socket.malformed", "socket.unknown_type")
    else:
        assert asked.type in envelopes.read.kinds


def test_what_is_not_known_besides_does_no_harm():
    asked = envelopes.read('{"v": 1, "type": "ping", "id": "a", "more": {"x": [1]}}')
    assert asked == envelopes.Ping(id="a")


def test_ten_at_once_then_two_a_second():
    bucket = TokenBucket(10, 2.0, 100.0)
    assert [bucket.take(100.0) for _ in range(11)] == [True] * 10 + [False]
    assert [bucket.take(100.5), bucket.take(100.5)] == [True, False]
    assert [bucket.take(500.0) for _ in range(11)] == [True] * 10 + [False]


@with_rows
async def test_an_unknown_type_is_named_and_five_in_a_row_are_enough(make_show, open_page):
    page = await open_page(await sync_to_async(make_show)())
    reply = await page.ask("show.explode")
    assert error_of(reply) == "socket.unknown_type"
    await page.socket.send_to("{")
    reply = await page.hear("error")
    assert (reply["re"], reply["code"]) == (None, "socket.malformed")
    assert (await page.ask("ping"))["type"] == "pong"  # one that is right forgives them
    for _ in range(5):
        await page.socket.send_to("{")
    assert await page.closed() == 4400


@with_rows
@pytest.mark.parametrize("what", [{"bytes_data": b"\x00\x01"}, {"text_data": "x" * 131_073}])
async def test_binary_and_endless_envelopes_close_the_socket(make_show, open_page, what):
    page = await open_page(await sync_to_async(make_show)())
    await page.socket.send_to(**what)
    assert await page.closed() == 4400


@with_rows
async def test_whoever_shouts_is_told_and_then_shown_out(make_show, open_page):
    page = await open_page(await sync_to_async(make_show)())
    for number in range(40):
        await page.socket.send_json_to({"v": 1, "type": "ping", "id": number})
    assert await page.closed() == 4429
    codes = [one["code"] for one in page.told if one["type"] == "error"]
    assert set(codes) <= {"socket.too_fast", "socket.busy"}
    assert "socket.too_fast" in codes


TRACK = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{}\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n"
OFFERS = {
    "no media": to_perform().partition("m=")[0],
    "nothing but a greeting": "v=0",
    "fifty tracks": to_perform() + "".join(TRACK.format(f"x{n}") for n in range(50)),
    "a thousand tracks": to_perform() + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 1000,
    "codecs that nobody knows": to_perform().replace("H264/90000", "Theora/90000"),
    "no fingerprint": to_perform().replace("a=fingerprint", "a=x"),
    "no ICE": to_perform().replace("a=ice-ufrag", "a=x"),
    "letters of another world": "\U0001f3ad" * 1000,
}
KNOWN = {"sdp.malformed", "media.no_common_codec", "request.malformed"}


@with_rows
@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS.keys())
async def test_offers_that_make_no_sense_are_refused_and_leave_nothing(
    show, relay, open_page, offer
):
    page = await open_page(show, show.creator)
    reply = await page.ask("perform", sdp=offer)
    if reply["type"] == "answer":  # fifty tracks may be more than are taken, and still a show
        assert (await page.ask("leave", session=reply["session"]))["type"] == "done"
    else:
        assert error_of(reply) in KNOWN
    assert relay.performers(show.uuid.hex) == 0
    assert [one.state async for one in Appearance.objects.all()] == ["left"]


@with_rows
@pytest.mark.parametrize("offer", [*OFFERS.values(), to_perform(), to_watch("VP8")])
async def test_a_viewer_gets_nothing_for_such_offers_either(show, on_air, relay, open_page, offer):
    page = await open_page(show)
    reply = await page.ask("watch", sdp=offer)
    if reply["type"] == "answer":  # a viewer that would rather send is not listened to
        assert "a=recvonly" not in reply["sdp"]
        assert (await page.ask("leave", session=reply["session"]))["type"] == "done"
    else:
        assert error_of(reply) in KNOWN
    (line,) = [one for one in relay.ask(Describe()).stages if one.stage == show.uuid.hex]
    assert (line.performers, line.viewers) == (1, 0)


@with_rows
async def test_requests_out_of_order_are_refused(show, on_air, open_page):
    page = await open_page(show)
    about = {"session": "never-opened"}
    for kind, fields in {
        "choose": {"layer": "auto"},
        "candidates": {"etag": None, "fragment": "a=end-of-candidates"},
        "leave": {},
        "attend": {},
    }.items():
        assert error_of(await page.ask(kind, **about, **fields)) == "session.unknown"
    session = (await page.ask("watch", sdp=to_watch()))["session"]
    await page.ask("leave", session=session)
    assert error_of(await page.ask("choose", session=session, layer="auto")) == "session.unknown"


@with_rows
async def test_a_session_of_somebody_else_cannot_be_steered(show, on_air, open_page):
    """The name of a viewer's session is its key, and nobody is told those of others."""
    page = await open_page(show)
    session = on_air.answer["session"]
    for kind in ("attend", "leave"):
        assert error_of(await page.ask(kind, session=session)) == "session.unknown"
    assert (await on_air.ask("attend", session=session))["type"] == "done"


@with_rows
async def test_a_page_holds_eight_sessions_and_no_more(show, on_air, open_page):
    page = await open_page(show)
    for _ in range(8):
        assert (await page.ask("watch", sdp=to_watch()))["type"] == "answer"
    assert error_of(await page.ask("watch", sdp=to_watch())) == "socket.too_many_sessions"


@pytest.mark.usefixtures("one_window")
@with_rows
async def test_the_throttle_of_the_address_holds_here_as_well(show, on_air, open_page, settings):
    settings.JOIN_RATE = "3/min"
    page = await open_page(show)
    replies = [await page.ask("watch", sdp=to_watch()) for _ in range(7)]
    assert error_of(replies[-1]) == "request.too_many"
    assert replies[-1]["retry_after"] > 0
