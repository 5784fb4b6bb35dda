"""How a relay judges the silence of a peer, and what it keeps of whom."""

import pytest
from pylibsrtp import Policy, Session

from streaming.control.codec import MOST_BYTES, encode
from streaming.control.commands import Describe, Perform, Watch
from streaming.forwarding.answers import RemoteTransport
from streaming.relay.health import Health, health_after
from streaming.relay.peer import MOST_TRIES
from streaming.relay.performer import MOST_EARLY, Performer
from streaming.relay.stage import Stage
from streaming.relay.viewer import Viewer
from streaming.transport.srtp import Keys
from tests.packets.write import hello, record
from tests.streaming.forwarding.packets import packet

WATCH = Watch("stage", "session", "")


@pytest.fixture
def relay(bare_relay):
    return bare_relay


def seated(relay, kind=Viewer):
    """A peer after its handshake."""
    stage = relay.stages.setdefault("stage", Stage(relay, "stage"))
    if kind is Viewer:
        peer = Viewer(relay, stage, WATCH)
        stage.viewers["session"] = peer
    else:
        peer = Performer(relay, stage, Perform("stage", "session", "host", 1, ""))
        stage.performers["host"] = peer
    relay.peers["stage", "session"] = peer
    peer.keys = Keys(None, None, 16)
    peer.health = Health.WELL
    peer.connected()
    return peer


@pytest.mark.parametrize(
    ("silent", "health"),
    [(0, "well"), (2, "well"), (2.1, "weak"), (6.1, "away"), (15, "away"), (15.1, "stopped")],
)
def test_silence_is_judged_by_its_length(silent, health):
    assert health_after(silent) == health


async def test_nothing_is_sent_to_the_silent_and_all_of_it_to_those_who_return(relay):
    viewer = seated(relay)
    heard = viewer.heard_at
    assert not viewer.stopped
    viewer.look_after(heard + 14)
    assert not viewer.stopped
    viewer.look_after(heard + 16)
    assert viewer.stopped
    viewer.heard_at = heard + 20
    viewer.look_after(heard + 21)
    assert not viewer.stopped


@pytest.mark.parametrize("kind", [Viewer, Performer])
async def test_after_half_a_minute_they_are_gone(relay, kind):
    peer = seated(relay, kind)
    peer.look_after(peer.heard_at + 29.9)
    assert relay.peers != {}
    peer.look_after(peer.heard_at + 30.1)
    assert (relay.peers, relay.stages) == ({}, {})


async def test_who_never_connects_is_gone_too(relay):
    peer = seated(relay)
    peer.keys = None
    peer.look_after(peer.born_at + 9)
    assert relay.peers != {}
    peer.look_after(peer.born_at + 11)
    assert relay.peers == {}


async def test_a_handshake_that_has_begun_has_its_time(relay):
    peer = seated(relay)
    peer.keys, peer._handshake = (
        None,
        relay.handshakes.begin(print, [], active=False, first=False, done=print, ended=print),
    )
    peer.look_after(peer.born_at + 19)
    assert relay.peers != {}
    peer.look_after(peer.born_at + 21)
    assert relay.peers == {}


@pytest.mark.parametrize(("answers", "seconds"), [(True, 3), (False, 7)])
async def test_a_goodbye_that_nobody_can_read_counts_if_silence_follows(relay, answers, seconds):
    """Whoever answers us is asked at once; the others may be between two checks of theirs."""
    peer = seated(relay)
    peer.consent.answers = answers
    peer.on_dtls(b"\x15" + bytes(20))
    doubted = peer.consent._proved_at = peer._doubted_at
    peer.look_after(doubted + seconds - 0.1)
    assert relay.peers != {}
    peer.look_after(doubted + seconds + 0.1)
    assert relay.peers == {}


async def test_a_forged_goodbye_ends_nobody_who_lives(relay):
    peer = seated(relay)
    peer.on_dtls(b"\x15" + bytes(20))
    peer.heard_at = peer._doubted_at + 1
    peer.look_after(peer._doubted_at + 8)
    assert relay.peers != {}
    assert peer._doubted_at is None


async def test_a_handshake_that_breaks_is_followed_by_another_but_not_for_ever(relay):
    peer = seated(relay)
    peer.keys = None
    peer.expect(RemoteTransport("theirs", "w" * 24, (), False))
    for number in range(MOST_TRIES):
        assert relay.peers != {}
        assert peer._handshake is None
        peer.on_dtls(record(22, hello(bytes([number]) * 32), version=255))
        assert peer._handshake is not None
        peer._broke()
    assert relay.peers == {}
    assert relay.tally["dtls.broken_off"] == MOST_TRIES


async def test_nobody_shakes_hands_with_a_session_that_ended_meanwhile(relay):
    """The thread of handshakes tells of a broken one a moment later."""
    peer = seated(relay)
    peer.keys = None
    peer.expect(RemoteTransport("theirs", "w" * 24, (("sha-256", "AB:CD"),), True))
    peer._shake_hands()
    relay.let_go(peer, "left")
    ended = peer._handshake
    peer._broke()
    assert peer._handshake is ended
    assert relay.tally["dtls.broken_off"] == 0


async def test_a_session_that_begins_anew_under_its_name_takes_the_turn_of_the_old_one(relay):
    """A command that is sent again may come when what it began is over."""
    seated(relay, Performer)
    first, second = seated(relay), Viewer(relay, relay.stages["stage"], WATCH)
    stage = first.stage
    for viewer in (first, second):
        viewer._wirings = []
        stage.seat(viewer)
    for _ in range(3):
        stage.tick(relay.now())
    assert list(stage._rota) == [second]


async def test_media_that_comes_before_the_keys_is_opened_with_them(relay):
    key = bytes(range(30))
    here, there = (
        Session(Policy(key=key, ssrc_type=kind, srtp_profile=Policy.SRTP_PROFILE_AES128_CM_SHA1_80))
        for kind in (Policy.SSRC_ANY_INBOUND, Policy.SSRC_ANY_OUTBOUND)
    )
    performer = seated(relay, Performer)
    performer.keys, performer._mid = None, 0
    theirs = ("sha-256", relay.certificate.fingerprint)
    performer.expect(RemoteTransport("theirs", "w" * 24, (theirs,), False))
    for number in range(MOST_EARLY + 5):
        sealed = there.protect(bytes(packet(number)))
        if number == 1:
            performer.on_dtls(record(22, hello(bytes(32)), version=255))
        performer.on_rtp(memoryview(sealed), relay.now())
    assert relay.tally["in.before_keys"] == 5, "one of them before anybody shook hands"
    performer._shook_hands(Keys(here, there, 16))
    assert relay.tally["in.early"] == MOST_EARLY
    assert relay.tally["in.unknown_ssrc"] == MOST_EARLY, "they were opened and looked at"


async def test_junk_begins_no_handshake(relay):
    peer = seated(relay)
    peer.keys = None
    peer.expect(RemoteTransport("theirs", "w" * 24, (), False))
    peer.on_dtls(record(21, b"\x02\x28"))
    assert (peer._handshake, relay.tally["dtls.filtered"]) == (None, 1)


async def test_too_many_faults_end_the_session_and_some_do_not(relay):
    peer = seated(relay)
    for _ in range(100):
        peer.fault("rtcp_malformed")
    assert relay.peers != {}
    peer.fault("rtcp_malformed")
    assert relay.peers == {}


async def test_old_faults_are_forgiven(relay):
    peer = seated(relay)
    for _ in range(100):
        peer.fault("rtcp_malformed")
    peer._faults_since -= 11
    peer.fault("rtcp_malformed")
    assert relay.peers != {}


async def test_before_the_handshake_a_peer_is_followed_to_where_it_nominates(relay):
    viewer = seated(relay)
    viewer.keys = None
    home, away = ("127.0.0.1", 4001), ("127.0.0.1", 4002)
    viewer.checked(home, nominated=False, now=1.0)
    assert viewer.consent.address == home
    viewer.checked(away, nominated=False, now=2.0)
    assert viewer.consent.address == home
    viewer.checked(away, nominated=True, now=3.0)
    assert (viewer.consent.address, viewer.heard_at) == (away, 3.0)


async def test_a_relay_describes_one_stage_of_very_many_or_a_hundred(relay):
    for number in range(2_000):
        name = f"{number:032x}"
        relay.stages[name] = Stage(relay, name)
        relay.hushed[name] = {"ada" * 10, "eve" * 10}
    described = relay.obey(Describe())
    assert len(described.stages) == 100
    assert len(encode(described)) < MOST_BYTES
    wanted = f"{1999:032x}"
    assert [line.stage for line in relay.obey(Describe(wanted)).stages] == [wanted]
    assert relay.obey(Describe("nowhere")).stages == ()
    relay.stages.clear()


async def test_a_restart_is_told_by_new_credentials(relay):
    peer = seated(relay)
    assert not peer.is_restart("ufrag", "password")  # nothing was agreed yet
