"""What is answered to any offer: one transport, or a refusal that says what is missing."""

from dataclasses import replace

import pytest

from streaming.forwarding.answers import (
    LocalTransport,
    answer_text,
    answered_line,
    candidates,
    idle,
    red_line,
    rejected,
    remote_transport,
    rtx_line,
)
from streaming.forwarding.refusal import Refusal
from streaming.wire.sdp import CodecLine, Media, Sdp, parse

from .offers import offer

LOCAL = LocalTransport("ufragufrag", "p" * 24, "sha-256 AB:CD", (("192.0.2.10", 8189),))
STRONG = [("sha-256", "AB:CD")]


def media(**changes) -> Media:
    given = {"mid": "0", "rtcp_mux": True, "ice_ufrag": "abcd", "ice_pwd": "p" * 22}
    return Media("audio", **(given | {"fingerprints": STRONG} | changes))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"rtcp_mux": False}, "rtcp-mux"),
        ({"ice_ufrag": ""}, "ice-ufrag"),
        ({"ice_pwd": ""}, "ice-pwd"),
        ({"fingerprints": [("sha-1", "AB")]}, "SHA-256"),
        ({"setup": "holdconn"}, "holdconn"),
    ],
)
def test_an_offer_without_a_usable_transport_is_refused_with_a_reason(changes, word):
    with pytest.raises(Refusal, match=word) as refusal:
        remote_transport(Sdp(), [media(**changes)])
    assert (refusal.value.code, refusal.value.status) == ("sdp.malformed", 422)


def test_all_media_have_to_share_one_transport():
    two = [media(), media(mid="1")]
    with pytest.raises(Refusal, match="BUNDLE"):
        remote_transport(Sdp(bundle=["0"]), two)
    found = remote_transport(Sdp(bundle=["0", "1"]), two)
    assert (found.ufrag, found.fingerprints, found.active) == (
        "abcd",
        (("sha-256", "AB:CD"),),
        False,
    )
    assert remote_transport(Sdp(), [media(setup="passive")]).active


def test_the_first_address_is_preferred():
    lines = candidates((("192.0.2.10", 8189), ("2001:db8::1", 8189)))
    priorities = [int(line.split()[3]) for line in lines]
    assert priorities == sorted(priorities, reverse=True)
    assert lines[1].endswith("2001:db8::1 8189 typ host")


def test_media_without_a_port_get_no_transport():
    asked = offer("chromium-performs")
    said = parse(answer_text(asked, [rejected(one) for one in asked.media], LOCAL, active=False))
    assert [(one.port, one.ice_ufrag) for one in said.media] == [(0, "")] * len(asked.media)


def test_media_that_are_not_used_stay_on_the_transport_where_that_costs_nothing():
    asked = offer("chromium-performs")
    kept = idle(asked, asked.media[0])
    assert (kept.direction, kept.port > 0, len(kept.codecs)) == ("inactive", True, 1)
    assert idle(asked, replace(asked.media[0], kind="application")).port == 0
    assert idle(Sdp(), asked.media[0]).port == 0


def test_a_codec_is_answered_with_what_both_sides_know():
    line = CodecLine(96, "VP8", 90_000, 1, {"max-fr": "30", "x": "1"}, {"nack", "nack pli", "x"})
    said = answered_line(line, frozenset({"nack"}), frozenset({"max-fr"}))
    assert (said.parameters, said.feedback) == ({"max-fr": "30"}, {"nack"})


def test_rtx_and_red_are_found_by_the_payload_type_that_they_carry():
    rtx = CodecLine(97, "rtx", 90_000, 1, {"apt": "96"})
    red = CodecLine(63, "red", 48_000, 2, {"111/111": ""})
    both = Media("audio", codecs=[CodecLine(96, "VP8", 90_000), rtx, red])
    assert rtx_line(both, 96) == rtx
    assert rtx_line(both, 98) is None
    assert red_line(both, 111) == red
    assert red_line(both, 96) is None
