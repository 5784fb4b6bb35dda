"""Real offers are answered, all others are refused with a sentence."""

import random
from dataclasses import replace

import pytest

from streaming.forwarding.codecs import OPUS, VP8, Codec
from streaming.forwarding.negotiation import (
    LocalTransport,
    Offered,
    Performance,
    answer_performer,
    answer_viewer,
)
from streaming.forwarding.refusal import Refusal
from streaming.wire.errors import Malformed
from streaming.wire.extensions import Extension
from streaming.wire.sdp import Sdp, parse

from .offers import PERFORMERS, VIEWERS, offer, text

LOCAL = LocalTransport(
    "ufragufrag",
    "pwdpwdpwdpwdpwdpwdpwdpwd",
    "sha-256 " + ":".join(["AB"] * 32),
    (("192.0.2.10", 8189), ("2001:db8::1", 8189)),
)
H264 = Codec("H264", 90_000, 1, (("packetization-mode", "1"), ("profile-level-id", "42e01f")))
SOUND = Offered("sound", OPUS, 10, 11, "alice")
CAMERA = Offered("camera", H264, 20, 21, "alice")
VP8_CAMERA = replace(CAMERA, codec=VP8)
SCREEN = Offered("screen", VP8, 30, 31, "alice")


def performed(name: str) -> Performance:
    return answer_performer(offer(name), LOCAL)


def refused(name_or_text: str, tracks: list[Offered] | None = None) -> tuple[str, int]:
    sdp = parse(name_or_text if "\n" in name_or_text else text(name_or_text))
    with pytest.raises(Refusal) as refusal:
        if tracks is None:
            answer_performer(sdp, LOCAL)
        else:
            answer_viewer(sdp, tracks, LOCAL)
    assert refusal.value.sentence.endswith(".")
    return refusal.value.code, refusal.value.status


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("aiortc-performs", ["opus", "H264 (42e01f)"]),
        ("chromium-performs", ["opus", "H264 (42e01f)"]),
        ("chromium-simulcast", ["opus", "H264 (42e01f)"]),
        ("ffmpeg-performs", ["opus", "H264 (42000a)"]),
        ("gstreamer-performs", ["VP8", "opus"]),
        ("pyav-performs", ["opus", "H264 (64001f)"]),
    ],
)
def test_each_performer_is_taken_with_the_codec_that_most_viewers_play(name, codecs):
    assert [str(track.codec) for track in performed(name).tracks] == codecs


@pytest.mark.parametrize("name", PERFORMERS)
def test_an_answer_to_a_performer_is_one_we_can_read_and_has_each_media_in_its_place(name):
    asked, answer = offer(name), parse(performed(name).answer)
    assert [(m.kind, m.mid) for m in answer.media] == [(m.kind, m.mid) for m in asked.media]
    assert answer.ice_lite
    assert answer.bundle == asked.bundle
    for mine, theirs in zip(answer.media, asked.media, strict=True):
        assert mine.direction == "recvonly"
        assert mine.rtcp_mux
        assert mine.rtcp_rsize == theirs.rtcp_rsize
        assert (mine.ice_ufrag, mine.ice_pwd) == (LOCAL.ufrag, LOCAL.pwd)
        assert mine.fingerprints == [("sha-256", ":".join(["AB"] * 32))]
        assert set(mine.extensions.items()) <= set(theirs.extensions.items())
        for line in mine.codecs:
            asked_line = theirs.codec(line.payload_type)
            assert asked_line is not None
            assert (line.name, line.clock_rate) == (asked_line.name, asked_line.clock_rate)
            assert line.feedback <= asked_line.feedback
            line.parameters.pop("x-google-start-bitrate", None)
            assert line.parameters.items() <= asked_line.parameters.items()
    assert answer.media[0].candidates == [
        "1 1 udp 2130706431 192.0.2.10 8189 typ host",
        "2 1 udp 2130706175 2001:db8::1 8189 typ host",
    ]
    assert answer.media[0].end_of_candidates


@pytest.mark.parametrize(
    ("name", "setup", "active"),
    [
        ("chromium-performs", "passive", False),
        ("pyav-performs", "passive", False),
        ("ffmpeg-performs", "active", True),
    ],
)
def test_the_handshake_is_begun_by_the_other_side_unless_it_will_not(name, setup, active):
    performance = performed(name)
    assert performance.remote.active is active
    assert {media.setup for media in parse(performance.answer).media} == {setup}


@pytest.mark.parametrize(
    ("name", "transport", "remb"),
    [
        ("chromium-performs", True, False),
        ("aiortc-performs", False, True),
        ("ffmpeg-performs", False, False),
        ("gstreamer-performs", False, False),
    ],
)
def test_a_performer_hears_of_its_line_in_the_way_it_knows(name, transport, remb):
    performance = performed(name)
    assert (performance.transport_feedback, performance.remb) == (transport, remb)
    assert (Extension.TRANSPORT_SEQUENCE in performance.extensions.values()) == transport


def test_a_browser_begins_with_more_than_it_would_dare():
    begins = {
        name: [line.parameters.get("x-google-start-bitrate") for line in media.codecs]
        for name in ("chromium-performs", "aiortc-performs", "ffmpeg-performs")
        for media in parse(performed(name).answer).media
        if media.kind == "video"
    }
    assert begins == {
        "chromium-performs": ["1200", None],
        "aiortc-performs": [None, None],
        "ffmpeg-performs": [None, None],
    }


def test_what_a_performers_packets_carry_is_known():
    sound, camera = performed("chromium-performs").tracks
    assert (sound.kind, sound.mid, sound.payload_type, sound.rtx_payload_type) == (
        "audio", "0", 111, None,
    )  # fmt: skip
    assert (camera.kind, camera.payload_type, camera.rtx_payload_type) == ("video", 108, 109)
    assert len(camera.ssrcs) == 1
    assert list(camera.rtx_ssrcs.values()) == camera.ssrcs
    assert Extension.AUDIO_LEVEL in sound.extensions.values()
    assert Extension.VIDEO_ORIENTATION in camera.extensions.values()


def test_the_layers_of_a_performer_are_accepted():
    performance = performed("chromium-simulcast")
    camera = performance.tracks[1]
    assert (camera.rids, camera.layers, camera.ssrcs) == (["h", "m", "l"], 3, [])
    media = parse(performance.answer).media[1]
    assert media.rids == [("h", "recv"), ("m", "recv"), ("l", "recv")]
    assert media.simulcast_recv == ["h", "m", "l"]


def test_a_third_camera_and_a_data_channel_are_rejected_and_the_rest_goes_on():
    lines = text("chromium-performs").split("m=video", 1)
    more = "".join("m=video" + lines[1].replace("a=mid:1", f"a=mid:{mid}") for mid in (1, 2, 3))
    more += "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\na=mid:4\n"
    whole = (lines[0] + more).replace("BUNDLE 0 1", "BUNDLE 0 1 2 3 4")
    performance = answer_performer(parse(whole), LOCAL)
    answer = parse(performance.answer)
    assert [media.port for media in answer.media] == [9, 9, 9, 0, 0]
    assert answer.bundle == ["0", "1", "2"]
    assert [track.mid for track in performance.tracks] == ["0", "1", "2"]
    assert "webrtc-datachannel" in performance.answer


@pytest.mark.parametrize("name", VIEWERS)
def test_each_viewer_gets_sound_and_picture(name):
    viewing = answer_viewer(offer(name), [SOUND, VP8_CAMERA], LOCAL)
    answer = parse(viewing.answer)
    assert [wiring.track for wiring in viewing.wirings] == ["sound", "camera"]
    assert [media.direction for media in answer.media[:2]] == ["sendonly", "sendonly"]
    for media, wiring in zip(answer.media[:2], viewing.wirings, strict=True):
        assert wiring.mid == media.mid
        assert wiring.payload_type == media.codecs[0].payload_type
        assert next(iter(media.ssrcs)) == wiring.ssrc
        assert {number: uri for uri, number in wiring.extensions} == media.extensions
        assert "transport-cc" not in media.codecs[0].feedback
    video = viewing.wirings[1]
    assert video.remb
    assert (video.ssrc, video.rtx_ssrc) == (20, 21)
    assert answer.media[1].ssrc_groups == [("FID", [20, 21])]
    assert answer.media[1].codec(video.rtx_payload_type or 0) is not None
    assert {track["cname"] for track in answer.media[1].ssrcs.values()} == {"alice"}


def test_a_name_too_long_for_a_header_is_left_out_of_it():
    long = text("chromium-watches").replace("a=mid:1\n", f"a=mid:{'m' * 20}\n")
    viewing = answer_viewer(
        parse(long.replace("BUNDLE 0 1", f"BUNDLE 0 {'m' * 20}")), [CAMERA], LOCAL
    )
    assert viewing.wirings[0].mid == "m" * 20
    assert Extension.MID not in dict(viewing.wirings[0].extensions)


def test_equal_viewers_have_equal_wirings():
    first, second = (
        answer_viewer(offer("chromium-watches"), [SOUND, CAMERA], LOCAL) for _ in range(2)
    )
    assert len({*first.wirings, *second.wirings}) == 2


def test_the_nearest_profile_is_chosen():
    for profile, payload_profile in (("42e01f", "42e01f"), ("42000a", "42001f")):
        codec = replace(
            H264, parameters=(("packetization-mode", "1"), ("profile-level-id", profile))
        )
        viewing = answer_viewer(offer("chromium-watches"), [replace(CAMERA, codec=codec)], LOCAL)
        line = parse(viewing.answer).media[1].codec(viewing.wirings[0].payload_type)
        assert line is not None
        assert line.parameters["profile-level-id"] == payload_profile
        assert line.parameters["packetization-mode"] == "1"


def test_what_a_viewer_has_room_for_beyond_the_stage_stays_idle():
    viewing = answer_viewer(offer("chromium-watches"), [SOUND, CAMERA], LOCAL)
    answer = parse(viewing.answer)
    assert [media.direction for media in answer.media[:3]] == ["sendonly", "sendonly", "inactive"]
    assert [media.port for media in answer.media] == [9, 9, 9, 0]
    assert answer.bundle == ["0", "1", "2"]
    assert [m.kind for m in answer.media] == ["audio", "video", "video", "application"]


def test_two_pictures_fill_two_places():
    viewing = answer_viewer(offer("chromium-watches"), [SOUND, CAMERA, SCREEN], LOCAL)
    assert [(wiring.track, wiring.mid) for wiring in viewing.wirings] == [
        ("sound", "0"), ("camera", "1"), ("screen", "2"),
    ]  # fmt: skip


def test_a_viewer_without_a_common_codec_is_told_what_is_on_stage():
    with pytest.raises(Refusal) as refusal:
        answer_viewer(offer("firefox-watches"), [SOUND, CAMERA], LOCAL)
    assert (refusal.value.code, refusal.value.status) == ("media.no_common_codec", 406)
    assert refusal.value.sentence == (
        "No common codec for video: H264 (42e01f) is on stage, and the offer has VP8, VP9."
    )


def test_sound_alone_is_enough_for_who_wants_sound_alone():
    first = text("chromium-watches").split("m=video")[0].replace("BUNDLE 0 1 2 3", "BUNDLE 0")
    viewing = answer_viewer(parse(first), [CAMERA, SOUND], LOCAL)
    assert [wiring.track for wiring in viewing.wirings] == ["sound"]
    assert refused(first, [CAMERA]) == ("media.no_common_codec", 406)


def test_who_offers_the_wrong_way_round_is_refused():
    assert refused("chromium-watches") == ("sdp.malformed", 422)
    assert refused("chromium-performs", [SOUND, CAMERA]) == ("sdp.malformed", 422)
    assert refused("v=0\ns=-\n") == ("sdp.malformed", 422)


@pytest.mark.parametrize(
    "without", ["a=group:BUNDLE", "a=rtcp-mux", "a=ice-ufrag", "a=ice-pwd", "a=fingerprint"]
)
def test_an_offer_without_a_transport_for_all_is_refused(without):
    lines = text("chromium-performs").splitlines(keepends=True)
    broken = "".join(line for line in lines if not line.startswith(without))
    assert refused(broken) == ("sdp.malformed", 422)


def test_a_performer_whose_codec_is_not_forwarded_is_told_so():
    only = text("ffmpeg-performs").replace("H264/90000", "H265/90000")
    assert refused(only) == ("media.no_common_codec", 406)


def test_a_weak_fingerprint_is_no_fingerprint():
    weak = text("ffmpeg-performs").replace("a=fingerprint:sha-256", "a=fingerprint:sha-1")
    assert refused(weak) == ("sdp.malformed", 422)


def test_nothing_but_a_refusal_comes_of_any_offer():
    """Lines lost, doubled, swapped and cut: an answer that can be read again, or a Refusal."""
    dice = random.Random(20)
    outcomes = {"answered": 0, "refused": 0, "malformed": 0}
    for _ in range(1500):
        name = dice.choice(PERFORMERS + VIEWERS)
        lines = text(name).splitlines()
        for _change in range(dice.randrange(1, 6)):
            at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
            what = dice.randrange(4)
            if what == 0 and len(lines) > 2:
                del lines[at]
            elif what == 1:
                lines.insert(at, lines[other])
            elif what == 2:
                lines[at], lines[other] = lines[other], lines[at]
            else:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
        try:
            outcome, answer = answered(parse("\n".join(lines)), name)
        except Malformed:
            outcome, answer = "malformed", ""
        outcomes[outcome] += 1
        if answer:
            parse(answer)
    assert min(outcomes.values()) > 100, outcomes


def answered(sdp: Sdp, name: str) -> tuple[str, str]:
    try:
        if name in PERFORMERS:
            return "answered", answer_performer(sdp, LOCAL).answer
        return "answered", answer_viewer(sdp, [SOUND, VP8_CAMERA], LOCAL).answer
    except Refusal:
        return "refused", ""


@pytest.mark.parametrize("codec", ["VP8", "VP9", "AV1", "H264"])
def test_every_codec_of_browsers_goes_from_performer_to_viewer(codec):
    def only(name: str) -> Sdp:
        sdp = parse(text(name))
        for media in sdp.media:
            if media.kind == "video":
                media.codecs = [one for one in media.codecs if one.name in (codec, "rtx")]
        return sdp

    performance = answer_performer(only("chromium-performs"), LOCAL)
    track = next(one for one in performance.tracks if one.kind == "video")
    assert track.codec.name == codec
    offered = [Offered("ada/video/0", track.codec, 7, 8, "ada")]
    [wiring] = answer_viewer(only("chromium-watches"), offered, LOCAL).wirings
    assert wiring.codec.name == codec
    others = [Offered("ada/video/0", Codec("H265", 90_000), 7, 8, "ada")]
    with pytest.raises(Refusal) as refusal:
        answer_viewer(only("chromium-watches"), others, LOCAL)
    assert (refusal.value.status, "H265" in refusal.value.sentence) == (406, True)


def test_one_number_does_not_mean_two_extensions():
    said = text("chromium-performs")
    first, second = said.split("m=video")
    mid = "urn:ietf:params:rtp-hdrext:sdes:mid"
    number = next(one for one in first.splitlines() if mid in one).split(":")[1].split()[0]
    moved = f"a=extmap:{number} urn:3gpp:video-orientation"
    lines = [one for one in second.splitlines() if not one.startswith(f"a=extmap:{number} ")]
    lines = [one for one in lines if "video-orientation" not in one]
    lines.insert(1, moved)
    performance = answer_performer(parse(first + "m=video" + "\r\n".join(lines) + "\r\n"), LOCAL)
    assert performance.extensions[int(number)] == Extension.MID
    assert Extension.VIDEO_ORIENTATION not in performance.extensions.values()
