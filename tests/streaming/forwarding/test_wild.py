"""Performers gone mad, and viewers too: nothing is ever raised, nothing grows, one line leaves."""

import os
import random

from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring, plain_packet, rtx_packet
from streaming.forwarding.feed import Feed
from streaming.forwarding.losses import OPEN
from streaming.forwarding.source import Source
from streaming.wire import rtx
from streaming.wire.rtcp import ReportBlock, SenderReport
from streaming.wire.rtp import Rtp
from streaming.wire.serial import difference16, difference32

from .packets import vp8

ROUNDS = int(os.environ.get("WILD_PACKETS", 30_000))
WIRING = Wiring("camera", 96, 97, "0", 7000, 7001)


def wild_packet(dice: random.Random, sequence: int, timestamp: int, ssrc: int) -> Rtp:
    """Mostly the next one; sometimes anything at all."""
    chance = dice.random()
    if chance < 0.02:
        sequence = dice.randrange(1 << 16)
    if chance > 0.98:
        timestamp = dice.randrange(1 << 32)
    if 0.5 < chance < 0.502:
        ssrc = dice.randrange(6)
    payload = vp8(sequence & 0xFFFF, key=dice.random() < 0.05, picture=sequence & 0x7FFF)
    if dice.random() < 0.1:
        payload = dice.choice([b"", b"\xff", b"\x90", dice.randbytes(dice.randrange(30))])
    return Rtp(96, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, False, payload)


def test_a_mad_performer_gives_one_line_all_the_same():
    dice = random.Random(11)
    source, feed = Source("camera", VP8), None
    now, sequence, timestamp, ssrc = 0.0, 0, 0, 0
    newest, newest_timestamp = None, 0
    placed_at: dict[int, int] = {}
    for count in range(ROUNDS):
        now += dice.choice((0.0, 0.001, 0.004, 0.0005, dice.random() < 0.001 and 20.0 or 0.0))
        sequence += dice.choice((1, 1, 1, 1, 1, 2, 0, -3))
        timestamp += 300
        if dice.random() < 0.001:
            ssrc, sequence = ssrc + 1, dice.randrange(1 << 16)
        packet = wild_packet(dice, sequence, timestamp, ssrc)
        if dice.random() < 0.05:
            packet.payload = (sequence & 0xFFFF).to_bytes(2, "big") + packet.payload
            repaired = rtx.unwrap(packet, ssrc)
            if repaired is None:
                continue
            packet = repaired
        kept = source.receive(packet, now)
        source.upstream(now)
        assert len(source.losses) <= OPEN
        assert len(source._former) <= 8
        if kept is None:
            continue
        assert count - placed_at.get(kept.sequence, -70_000) > 3000, "a number twice"
        placed_at[kept.sequence] = count
        feed = feed or Feed(WIRING, [source])
        feed.place(kept)
        assert len(plain_packet(kept, WIRING, b"abc")) == 12 + len(kept.payload)
        if newest is None or difference16(kept.sequence, newest) > 0:
            if newest is not None:
                assert difference16(kept.sequence, newest) <= 3000
                assert difference32(kept.timestamp, newest_timestamp) > -90_000 * 2
            newest, newest_timestamp = kept.sequence, kept.timestamp
    assert source.packets_out > ROUNDS // 10


def test_a_mad_viewer_gets_no_more_than_its_share():
    dice = random.Random(12)
    source, now = Source("camera", VP8), 0.0
    feed = Feed(WIRING, [source])
    for count in range(ROUNDS // 10):
        now += 0.003
        payload = vp8(count, key=count % 500 == 0, picture=count & 0x7FFF)
        kept = source.receive(Rtp(96, count & 0xFFFF, count * 270, 1, False, payload), now)
        assert kept is not None
        feed.place(kept)
        asked = [dice.randrange(1 << 16) for _ in range(5)]
        asked += [(kept.sequence - dice.randrange(500)) & 0xFFFF for _ in range(20)]
        for again in feed.asked_again(asked, now):
            assert (
                rtx_packet(again, WIRING, feed.resending.next_rtx_sequence(), b"abc")[1] & 0x7F
                == 97
            )
        feed.ask_keyframe(now)
        feed.report_block(
            ReportBlock(
                7000, dice.randrange(256), 0, 0, 0, dice.getrandbits(32), dice.getrandbits(32)
            ),
            now,
        )
        source.heard_report(
            SenderReport(1, dice.getrandbits(64), dice.getrandbits(32), 0, 0), now, 1e9 + now
        )
        feed.sender_report(now, 1e9 + now)
        assert len(feed.resending._tries) <= 2048
    assert feed.resending.bytes <= 0.25 * feed.totals()[1]
