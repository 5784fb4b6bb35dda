"""Offers are read, answers are written, and nothing else happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import sdp
from streaming.wire.errors import Malformed
from streaming.wire.sdp import CodecLine, Fragment, Media, Sdp

OFFER = """v=0
o=- 4962303333179871722 1 IN IP4 0.0.0.0
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=ice-options:trickle ice2
a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:\
DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=setup:actpass
a=ice-ufrag:EsAw
a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y
m=audio 9 UDP/TLS/RTP/SAVPF 111 0
c=IN IP4 0.0.0.0
a=mid:0
a=sendonly
a=msid:- d46fb922-d52a-4e9c-aa87-444eadc1521b
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10; UseInbandFec=1
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
m=video 0 UDP/TLS/RTP/SAVPF 97 96
a=bundle-only
a=mid:1
a=sendonly
a=fmtp:96 profile-level-id=42e01f;packetization-mode=1
a=rtpmap:96 H264/90000
a=rtcp-fb:96 nack pli
a=rtcp-fb:* nack
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=simulcast:send h,x;~l;other recv m
a=rid:h send max-width=1280
a=rid:l send
a=rid:m recv
a=ssrc-group:FID 1 2
a=ssrc:1 cname:someone
a=ssrc:1 label
a=ssrc:2 cname:someone
a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host
a=end-of-candidates
"""


def test_an_offer_is_read_with_what_its_media_inherit():
    offer = sdp.parse(OFFER)
    audio, video = offer.media
    assert offer.bundle == ["0", "1"]
    assert offer.attributes == [("extmap-allow-mixed", "")]
    assert (audio.kind, audio.mid, audio.direction) == ("audio", "0", "sendonly")
    assert audio.codecs == [
        CodecLine(111, "opus", 48000, 2, {"minptime": "10", "useinbandfec": "1"}),
        CodecLine(0, "PCMU", 8000),
    ]
    assert audio.extensions == {1: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"}
    for media in offer.media:
        assert (media.ice_ufrag, media.ice_pwd) == ("EsAw", "bP+XJMM09aR8AiX1jdukzR6Y")
        assert (media.setup, media.ice_options) == ("actpass", "trickle ice2")
        assert [name for name, _ in media.fingerprints] == ["sha-256"]
    assert (audio.rtcp_mux, video.rtcp_mux) == (True, False)
    assert (video.rejected, video.bundle_only) == (False, True)
    assert [line.name for line in video.codecs] == ["rtx", "H264"]
    assert video.codec(96).feedback == {"nack", "nack pli"}
    assert video.codec(97).parameters == {"apt": "96"}
    assert video.rids == [("h", "send"), ("l", "send"), ("m", "recv")]
    assert (video.simulcast_send, video.simulcast_recv) == (["h", "l"], ["m"])
    assert video.ssrcs == {1: {"cname": "someone", "label": ""}, 2: {"cname": "someone"}}
    assert video.ssrc_groups == [("FID", [1, 2])]
    assert video.candidates == ["1 1 udp 2130706431 198.51.100.1 39132 typ host"]
    assert video.end_of_candidates is True


def test_what_a_media_says_itself_comes_before_its_session():
    other = "a=mid:0\na=setup:passive\na=ice-ufrag:other\na=ice-pwd:" + "p" * 22
    audio, video = sdp.parse(OFFER.replace("a=mid:0", other)).media
    assert (audio.setup, audio.ice_ufrag) == ("passive", "other")
    assert (video.setup, video.ice_ufrag) == ("actpass", "EsAw")


def test_an_offer_stays_the_same_when_written():
    offer = sdp.parse(OFFER)
    assert sdp.parse(str(offer)) == offer
    assert sdp.parse(OFFER.replace("\n", "\r\n")) == offer


words = st.text("abcdefghijklmnopqrstuvwxyzABC019-", min_size=1, max_size=12)
ssrcs = st.integers(0, 0xFFFFFFFF)


@st.composite
def medias(draw, mid):
    numbers = draw(st.lists(st.integers(96, 127), unique=True, min_size=1, max_size=4))
    rids = draw(st.lists(words, unique=True, max_size=3))
    return Media(
        draw(st.sampled_from(["audio", "video"])),
        port=draw(st.sampled_from([0, 9, 40000])),
        formats=[str(number) for number in numbers],
        mid=mid,
        direction=draw(st.sampled_from(["sendrecv", "sendonly", "recvonly", "inactive"])),
        codecs=[
            CodecLine(
                number,
                draw(words),
                draw(st.sampled_from([8000, 48000, 90000])),
                draw(st.integers(1, 2)),
                draw(st.dictionaries(words.map(str.lower), words | st.just(""), max_size=3)),
                draw(st.sets(st.sampled_from(["nack", "nack pli", "ccm fir", "goog-remb"]))),
            )
            for number in numbers
        ],
        extensions=draw(st.dictionaries(st.integers(1, 255), words, max_size=3)),
        ssrcs=draw(
            st.dictionaries(
                ssrcs, st.dictionaries(words, words, min_size=1, max_size=2), max_size=3
            )
        ),
        ssrc_groups=draw(
            st.lists(st.tuples(words, st.lists(ssrcs, min_size=1, max_size=3)), max_size=2)
        ),
        msid=draw(st.sampled_from(["", "stream track", "- track", "alone"])),
        rids=[(rid, "send") for rid in rids],
        simulcast_send=rids[1:],
        ice_ufrag="ufrag" + draw(words),
        ice_pwd="p" * 22 + draw(words),
        fingerprints=[("sha-256", ":".join(["AB"] * 32))],
        setup=draw(st.sampled_from(["", "active", "passive", "actpass"])),
        rtcp_mux=draw(st.booleans()),
        rtcp_rsize=draw(st.booleans()),
        bundle_only=draw(st.booleans()),
        candidates=draw(st.lists(st.just("1 1 udp 1 192.0.2.1 5 typ host"), max_size=2)),
        end_of_candidates=draw(st.booleans()),
    )


@given(st.data())
def test_any_description_is_the_same_after_a_round_trip(data):
    count = data.draw(st.integers(0, 4))
    mids = [str(number) for number in range(count)]
    whole = Sdp(
        bundle=mids,
        ice_lite=data.draw(st.booleans()),
        attributes=[("msid-semantic", "WMS *"), ("extmap-allow-mixed", "")],
        media=[data.draw(medias(mid)) for mid in mids],
    )
    assert sdp.parse(str(whole)) == whole


def changed(old, new):
    assert old in OFFER
    return OFFER.replace(old, new)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "does not begin with v=0"),
        ("hello", "not of the form x=value"),
        (changed("v=0", "v=1"), "does not begin with v=0"),
        (changed("s=-", "s=\0"), "control characters"),
        (changed("s=-", "s=\u2028a=ice-lite"), "control characters"),
        (OFFER + "a=x:" + "x" * 5000, "a line of more than"),
        (OFFER + "a=x:1\n" * 20000, "longer than 64 KiB"),
        (OFFER + "a=x:1\n" * 600, "more than 512 lines"),
        (OFFER + "m=audio 9 RTP 0\n" * 31, "more than 32 media"),
        (changed("m=audio 9 ", "m=audio 99999 "), "port"),
        (changed("m=audio 9 ", "m=audio nine "), "broken media line"),
        (changed("SAVPF 111 0", "SAVPF"), "broken media line"),
        (changed("SAVPF 111 0", "SAVPF 111 x"), "payload type"),
        (changed("rtpmap:111", "rtpmap:128"), "payload type"),
        (changed("opus/48000/2", "opus"), "broken rtpmap line"),
        (changed("rtpmap:97", "rtpmap:96"), "two rtpmap lines"),
        (changed("extmap:1", "extmap:0"), "header extension"),
        (changed("extmap:1", "extmap:256"), "header extension"),
        (changed("ssrc:2 ", "ssrc:4294967296 "), "SSRC"),
        (changed("FID 1 2", "FID 1 two"), "broken ssrc-group line"),
        (changed("mid:1", "mid:0"), "the same mid"),
        (changed("rid:l send", "rid:h send"), "two rid lines"),
        (changed("rid:l send", "rid:l maybe"), "broken rid line"),
        (changed("simulcast:send h", "simulcast:h"), "broken simulcast line"),
        (changed("ice-ufrag:EsAw", "ice-ufrag:a:bcd"), "broken ice-ufrag line"),
        (changed("bP+XJMM09aR8AiX1jdukzR6Y", "short"), "broken ice-pwd line"),
        (changed("sha-256 7B", "sha-256 7"), "broken fingerprint line"),
        (changed("setup:actpass", "setup:maybe"), "broken setup line"),
        (changed("candidate:1 1 udp 2130706431", "candidate:"), "broken candidate line"),
        (changed("fmtp:97 apt", "fmtp:97"), "broken fmtp line"),
        (changed("rtcp-fb:96 nack pli", "rtcp-fb:96"), "broken rtcp-fb line"),
    ],
)
def test_what_is_wrong_is_said(text, sentence):
    with pytest.raises(Malformed, match=sentence):
        sdp.parse(text)


lines = st.sampled_from(OFFER.splitlines())
broken_lines = st.builds(
    lambda line, at, new: line[:at] + new + line[at + 1 :],
    lines,
    st.integers(0, 60),
    st.text(max_size=3),
)


@given(st.lists(lines | broken_lines, max_size=40))
def test_any_text_is_a_description_or_malformed(offered):
    for text in ("\n".join(offered), "v=0\n" + "\n".join(offered)):
        try:
            found = sdp.parse(text)
        except Malformed as error:
            assert str(error).endswith(".")
            continue
        assert str(sdp.parse(str(found))) == str(found)


FRAGMENT = """a=ice-options:trickle ice2
a=group:BUNDLE 0 1
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=mid:0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw
a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw
a=end-of-candidates
"""


def test_a_fragment_is_read():
    fragment = sdp.parse_fragment(FRAGMENT)
    assert (fragment.ufrag, fragment.pwd) == ("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")
    assert fragment.mids == ["0", "1"]
    assert len(fragment.candidates) == 2
    assert fragment.end_of_candidates is True


def test_a_fragment_is_the_same_after_a_round_trip():
    answer = Fragment("a" * 8, "p" * 24, ["1 1 udp 1 192.0.2.1 5 typ host"], True, ["0", "1"], True)
    assert sdp.parse_fragment(str(answer)) == answer


def test_a_fragment_says_what_it_has_and_no_more():
    assert str(Fragment()) == "\r\n"
    alone = "1 1 udp 1 192.0.2.1 5 typ host"
    assert str(Fragment(candidates=[alone])) == f"a=candidate:{alone}\r\n"
    assert sdp.parse_fragment(str(Fragment(candidates=[alone]))).candidates == [alone]


@pytest.mark.parametrize(
    "text",
    [
        FRAGMENT.replace("a=ice-pwd", "a=x"),
        FRAGMENT + "m=video 9 UDP/TLS/RTP/SAVPF 96\na=ice-ufrag:else\na=ice-pwd:" + "p" * 22,
        FRAGMENT + "a=x:1\n" * 600,
        FRAGMENT + "m=\n",
        FRAGMENT + "m=video\n",
        FRAGMENT + "m=video 99999 UDP/TLS/RTP/SAVPF 96\n",
        "nothing",
    ],
)
def test_a_broken_fragment_is_malformed(text):
    with pytest.raises(Malformed):
        sdp.parse_fragment(text)
