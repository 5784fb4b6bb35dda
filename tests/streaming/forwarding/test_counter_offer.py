"""An offer of ours to a player whose own did not fit, and what the player's answer takes of it."""

import random
from dataclasses import replace

import pytest

from streaming.forwarding.answers import LocalTransport
from streaming.forwarding.codecs import OPUS, VP8, Codec
from streaming.forwarding.counter_offer import (
    LONGEST_REASON,
    MOST_TRACKS,
    CounterOffer,
    make_counter_offer,
    take_answer,
)
from streaming.forwarding.negotiation import Offered, answer_viewer
from streaming.forwarding.refusal import Refusal, Unfit
from streaming.wire.errors import Malformed
from streaming.wire.extensions import Extension
from streaming.wire.sdp import Sdp, parse

from .offers import answer_to, text

FINGERPRINT = ":".join(["AB"] * 32)
LOCAL = LocalTransport(
    "ufragufrag", "pwdpwdpwdpwdpwdpwdpwdpwd", f"sha-256 {FINGERPRINT}", (("192.0.2.10", 8189),)
)
H264 = Codec(
    "H264", 90_000, 1,
    (("packetization-mode", "1"), ("profile-level-id", "42e01f"), ("sprop-parameter-sets", "x")),
)  # fmt: skip
SOUND = Offered("ada/audio/0", OPUS, 10, 11, "ada")
CAMERA = Offered("ada/video/0", H264, 20, 21, "ada")
SCREEN = Offered("ada/video/1", VP8, 30, 31, "ada")
STAGE = [SOUND, CAMERA, SCREEN]


def counter(tracks=STAGE, reason: str = "No common codec.") -> CounterOffer:
    return make_counter_offer(tracks, LOCAL, reason)


def refused(made: CounterOffer, answer: Sdp) -> tuple[str, int]:
    with pytest.raises(Refusal) as refusal:
        take_answer(made, answer)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.code, refusal.value.status


def test_the_offer_is_one_that_the_draft_allows():
    made = parse(counter().sdp)
    assert made.ice_lite
    assert made.bundle == ["0", "1", "2"]
    assert [media.mid for media in made.media] == ["0", "1", "2"]
    for media in made.media:
        assert (media.direction, media.setup) == ("sendonly", "actpass")
        assert (media.rtcp_mux, media.rtcp_mux_only, media.end_of_candidates) == (True, True, True)
        assert (media.ice_ufrag, media.ice_pwd) == (LOCAL.ufrag, LOCAL.pwd)
        assert media.fingerprints == [("sha-256", FINGERPRINT)]
        assert media.candidates == ["1 1 udp 2130706431 192.0.2.10 8189 typ host"]
        assert media.msid.startswith("ada ")


def test_each_track_is_offered_with_all_that_the_relay_can_do():
    sound, camera, screen = parse(counter().sdp).media
    assert [(line.name, line.channels) for line in sound.codecs] == [("opus", 2), ("red", 2)]
    assert sound.codecs[1].parameters == {f"{sound.codecs[0].payload_type}/96": ""}
    assert [line.name for line in camera.codecs] == ["H264", "rtx"]
    assert camera.codecs[0].parameters == {
        "packetization-mode": "1", "profile-level-id": "42e01f",
    }  # fmt: skip
    assert camera.codecs[0].feedback == {"nack", "nack pli", "ccm fir", "goog-remb"}
    assert (list(camera.ssrcs), camera.ssrc_groups) == ([20, 21], [("FID", [20, 21])])
    assert set(camera.extensions.values()) == {
        Extension.MID, Extension.ABS_SEND_TIME, Extension.VIDEO_ORIENTATION,
    }  # fmt: skip
    numbers = [line.payload_type for media in (sound, camera, screen) for line in media.codecs]
    assert len(set(numbers)) == 6


def test_one_transport_gives_a_number_one_meaning():
    tracks = [replace(track, key=f"{n}/{track.key}") for n in range(4) for track in STAGE]
    codecs: dict[int, str] = {}
    extensions: dict[int, str] = {}
    for media in parse(counter(tracks).sdp).media:
        for line in media.codecs:
            said = f"{line.name} {sorted(line.parameters.items())}"
            assert codecs.setdefault(line.payload_type, said) == said
        for number, uri in media.extensions.items():
            assert extensions.setdefault(number, uri) == uri
    assert len(codecs) == 6


def test_a_crowded_stage_is_offered_as_far_as_numbers_go():
    tracks = [
        Offered(f"{n}/video/0", Codec("H264", 90_000, 1, (("tier", str(n)),)), n, n + 500, str(n))
        for n in range(1, 100)
    ]
    made = counter(tracks)
    offered = parse(made.sdp)
    assert len(offered.media) == len(made.tracks) == MOST_TRACKS
    numbers = [line.payload_type for media in offered.media for line in media.codecs]
    assert len(set(numbers)) == 2 * MOST_TRACKS
    assert not set(numbers) & set(range(64, 96)), "read as RTCP"
    assert len(take_answer(made, answer_to(made.sdp))[1]) == MOST_TRACKS


def test_the_reason_can_be_read_and_has_an_end():
    assert parse(counter(reason="VP9 is on stage.").sdp).name == "VP9 is on stage."
    assert len(parse(counter(reason="x" * 9999).sdp).name) == LONGEST_REASON


def test_a_browser_that_takes_everything_gets_everything():
    remote, wirings = take_answer(made := counter(), answer_to(made.sdp))
    assert [(one.track, one.mid, one.ssrc) for one in wirings] == [
        ("ada/audio/0", "0", 10), ("ada/video/0", "1", 20), ("ada/video/1", "2", 30),
    ]  # fmt: skip
    assert [one.rtx_ssrc for one in wirings] == [None, 21, 31]
    assert [one.red_payload_type is not None for one in wirings] == [True, False, False]
    assert [one.remb for one in wirings] == [False, True, True]
    assert (remote.ufrag, remote.active) == ("abcdefgh", False)


def test_a_player_gets_no_more_than_it_takes():
    answer = answer_to((made := counter()).sdp)
    for media in answer.media:
        media.codecs = media.codecs[:1]
        media.codecs[0].feedback = set()
        media.extensions = {}
    _remote, wirings = take_answer(made, answer)
    for wiring in wirings:
        assert (wiring.rtx_payload_type, wiring.red_payload_type) == (None, None)
        assert (wiring.extensions, wiring.remb) == ((), False)


def test_a_player_that_cannot_play_the_pictures_hears_the_sound():
    answer = answer_to((made := counter()).sdp)
    for media in answer.media[1:]:
        media.port, media.direction, media.mid = 0, "inactive", ""
    answer.bundle = ["0"]
    _remote, [wiring] = take_answer(made, answer)
    assert wiring.track == "ada/audio/0"


def test_the_handshake_is_begun_by_us_where_the_player_will_not():
    answer = answer_to((made := counter()).sdp)
    answer.media[0].setup = "passive"
    assert take_answer(made, answer)[0].active


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda answer: answer.media.pop(), "sdp.malformed"),
        (lambda answer: answer.media.append(answer.media[1]), "sdp.malformed"),
        (lambda answer: answer.media.reverse(), "sdp.malformed"),
        (lambda answer: setattr(answer.media[1], "mid", "7"), "sdp.malformed"),
        (lambda answer: answer.media[1].codecs.pop(0), "sdp.malformed"),
        (lambda answer: setattr(answer, "bundle", []), "sdp.malformed"),
        (lambda answer: setattr(answer.media[2], "rtcp_mux", False), "sdp.malformed"),
        (lambda answer: setattr(answer.media[0], "ice_pwd", ""), "sdp.malformed"),
        (lambda answer: answer.media[0].fingerprints.clear(), "sdp.malformed"),
        (lambda answer: setattr(answer.media[0], "setup", "holdconn"), "sdp.malformed"),
        (lambda answer: setattr(answer.media[0], "setup", "actpass"), "sdp.malformed"),
        (
            lambda answer: [setattr(one, "direction", "inactive") for one in answer.media],
            "media.nothing_taken",
        ),
        (
            lambda answer: [setattr(one, "direction", "sendonly") for one in answer.media],
            "media.nothing_taken",
        ),
    ],
    ids=range(13),
)
def test_a_wrong_answer_is_refused(wrong, code):
    answer = answer_to((made := counter()).sdp)
    wrong(answer)
    assert refused(made, answer) == (code, 422)


def test_an_offer_stays_true_while_its_codecs_do():
    made = counter()
    simpler = replace(H264, parameters=(("profile-level-id", "42e00a"), ("x", "y")))
    assert made.plays("ada/video/0", simpler)
    assert made.plays("bob/video/0", VP8)
    assert not made.plays("ada/video/0", VP8)
    assert not made.plays("ada/video/0", replace(H264, parameters=(("profile-level-id", "64"),)))


@pytest.mark.parametrize(
    "asked",
    [
        text("firefox-watches"),
        text("chromium-watches").split("m=")[0] + "m=application 9 UDP/DTLS/SCTP x\n",
        text("chromium-watches").replace("a=recvonly", "a=inactive"),
        text("chromium-watches").split("m=video")[0].replace("BUNDLE 0 1 2 3", "BUNDLE 0"),
    ],
    ids=["another codec", "data alone", "nothing received", "sound alone, of a picture"],
)
def test_what_an_offer_of_ours_may_mend_is_told_apart(asked):
    with pytest.raises(Unfit):
        answer_viewer(parse(asked), [CAMERA], LOCAL)


@pytest.mark.parametrize(
    "asked",
    [
        text("chromium-performs"),
        text("chromium-watches").split("m=")[0],
        text("chromium-watches").replace("a=ice-pwd", "a=x"),
    ],
    ids=["an encoder", "nothing", "no credentials"],
)
def test_what_is_simply_wrong_is_not(asked):
    with pytest.raises(Refusal) as refusal:
        answer_viewer(parse(asked), STAGE, LOCAL)
    assert not isinstance(refusal.value, Unfit)


def test_nothing_but_a_refusal_comes_of_any_answer():
    """Lines lost, doubled, swapped and cut."""
    dice = random.Random(7)
    outcomes = {"taken": 0, "refused": 0, "malformed": 0}
    made = counter()
    whole = str(answer_to(made.sdp)).splitlines()
    for _ in range(1500):
        lines = [*whole]
        for _change in range(dice.randrange(1, 6)):
            at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            what = dice.randrange(4)
            if what == 0:
                del lines[at]
            elif what == 1:
                lines.insert(at, lines[other])
            elif what == 2:
                lines[at], lines[other] = lines[other], lines[at]
            else:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
        try:
            _remote, wirings = take_answer(made, parse("\n".join(lines)))
            assert wirings
            outcomes["taken"] += 1
        except Malformed:
            outcomes["malformed"] += 1
        except Refusal:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 100, outcomes
