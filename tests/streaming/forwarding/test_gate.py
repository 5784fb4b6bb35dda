"""Nothing passes before a keyframe, unless there seems to be none."""

from streaming.forwarding.gate import OPEN_AFTER, Gate


def test_an_open_gate_lets_everything_pass():
    assert Gate(closed=False).passes(keyframe=False, filled=False, now=1.0)


def test_a_keyframe_opens_the_gate_for_all_that_follows():
    gate = Gate(closed=True)
    assert not gate.passes(keyframe=False, filled=True, now=1.0)
    assert gate.passes(keyframe=True, filled=True, now=1.1)
    assert gate.passes(keyframe=False, filled=True, now=1.2)


def test_after_a_while_without_a_keyframe_any_packet_with_a_payload_passes():
    gate = Gate(closed=True)
    assert not gate.passes(keyframe=False, filled=True, now=100.0)
    assert not gate.passes(keyframe=False, filled=True, now=100.0 + OPEN_AFTER)
    assert not gate.passes(keyframe=False, filled=False, now=100.1 + OPEN_AFTER)
    assert gate.passes(keyframe=False, filled=True, now=100.2 + OPEN_AFTER)
