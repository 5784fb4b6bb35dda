"""Every fault of a line is found, counted once, and told from the faults next to it."""

import random

import pytest

from streaming.extras.inspection import Inspection

FRAME = 3000


def pictures() -> Inspection:
    return Inspection(7, 90000, True, lambda payload: payload == b"key", lambda payload: True)


def sounds() -> Inspection:
    return Inspection(8, 48000, False, lambda payload: False, lambda payload: payload != b"bad")


def stream(count: int, per_frame: int = 4, start: int = 100, keys: int = 30) -> list[tuple]:
    """(sequence, timestamp, marker, payload, arrival) of `count` packets."""
    made = []
    for number in range(count):
        frame, part = divmod(number, per_frame)
        payload = b"key" if frame % keys == 0 and part == 0 else b"x"
        made.append(
            (
                start + number & 0xFFFF,
                frame * FRAME & 0xFFFFFFFF,
                part == per_frame - 1,
                payload,
                1.0 + frame / 30 + part / 1000,
            )
        )
    return made


def watch(inspection: Inspection, packets: list[tuple]) -> Inspection:
    for packet in packets:
        inspection.packet(*packet)
    return inspection


def faults(inspection: Inspection) -> dict[str, int]:
    names = ("lost", "duplicates", "reordered", "repaired", "timestamp_faults", "payload_faults")
    found = {name: getattr(inspection.findings, name) for name in (*names, "jumps")}
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("start", [0, 100, 65500])
def test_a_clean_line_has_no_faults(start):
    inspection = watch(pictures(), stream(400, start=start))
    inspection.close(4.4)
    assert faults(inspection) == {}
    assert (inspection.findings.frames, inspection.findings.keyframes) == (100, 4)
    assert inspection.findings.expected == 400


def test_a_late_packet_is_reordered_not_lost():
    packets = stream(40)
    packets[10], packets[12] = packets[12], packets[10]
    inspection = watch(pictures(), packets)
    assert faults(inspection) == {"reordered": 2}
    assert inspection.findings.frames == 10


def test_a_repaired_packet_is_repaired():
    packets = stream(40)
    gone = packets.pop(10)
    inspection = watch(pictures(), packets)
    assert inspection.due(3.0, 0.1) == []  # given up by then
    inspection = watch(pictures(), packets[:20])
    assert inspection.due(packets[20][4], 0.1) == [110]
    inspection.packet(*gone[:4], packets[20][4], repair=True)
    watch(inspection, packets[20:])
    assert faults(inspection) == {"repaired": 1}
    assert inspection.findings.frames == 10


def test_it_is_asked_for_again_after_a_round_trip():
    packets = stream(40)
    del packets[10]
    inspection = watch(pictures(), packets)
    now = packets[-1][4]
    assert inspection.due(now, 0.1) == [110]
    assert inspection.due(now + 0.1, 0.1) == []
    assert inspection.due(now + 0.13, 0.1) == [110]


def test_what_does_not_come_is_lost_and_breaks_the_picture():
    packets = stream(400)
    del packets[10]
    inspection = pictures()
    for packet in packets:
        inspection.packet(*packet)
        inspection.due(packet[4], 0.1)
    assert faults(inspection) == {"lost": 1}
    assert inspection.findings.frames == 2 + 70  # from the keyframe at frame 30 on
    assert 0.9 < inspection.findings.longest_freeze < 1.1
    assert inspection.whole


def test_a_copy_is_a_duplicate():
    packets = stream(40)
    inspection = watch(pictures(), [*packets[:20], packets[15], *packets[20:]])
    assert faults(inspection) == {"duplicates": 1}


def test_a_timestamp_that_goes_back_is_a_fault():
    packets = stream(40)
    for number in range(20, 24):
        packets[number] = (packets[number][0], 0, *packets[number][2:])
    assert faults(watch(pictures(), packets)) == {"timestamp_faults": 1}


def test_a_timestamp_that_changes_within_a_frame_is_a_fault():
    packets = stream(40)
    packets[22] = (packets[22][0], packets[22][1] + 7, *packets[22][2:])
    assert inspection_faults(packets) > 0


def inspection_faults(packets: list[tuple]) -> int:
    return watch(pictures(), packets).findings.timestamp_faults


def test_sound_moves_on_with_each_packet():
    inspection = sounds()
    for number in range(50):
        inspection.packet(number, number * 960, False, b"x", number / 50)
    inspection.packet(50, 49 * 960, False, b"bad", 1.0)
    assert faults(inspection) == {"timestamp_faults": 1, "payload_faults": 1}
    assert inspection.findings.sounds == 51


def test_a_new_line_of_numbers_is_a_jump():
    inspection = watch(pictures(), stream(40) + stream(40, start=30000))
    assert inspection.findings.jumps == 1


def test_timestamps_may_wrap():
    inspection = sounds()
    for number in range(50):
        timestamp = 0xFFFFFFFF - 960 * 20 + number * 960 & 0xFFFFFFFF
        inspection.packet(number, timestamp, False, b"x", number / 50)
    assert faults(inspection) == {}


def test_reports_tell_of_the_last_interval():
    packets = stream(100)
    del packets[50:60]
    inspection = watch(pictures(), packets)
    block = inspection.report(packets[-1][4])
    assert (block.lost, block.fraction_lost) == (10, 25)
    assert block.highest == 199
    assert inspection.report(packets[-1][4]).fraction_lost == 0


def test_reports_tell_how_old_the_sender_report_is():
    inspection = watch(pictures(), stream(4))
    assert inspection.report(2.0).last_report == 0
    inspection.sender_report(0x1234_5678_9ABC_DEF0, 2.0)
    block = inspection.report(2.5)
    assert (block.last_report, block.delay) == (0x5678_9ABC, 32768)


@pytest.mark.parametrize("seed", range(5))
def test_on_any_line_the_counts_add_up(seed):
    luck = random.Random(seed)
    inspection = pictures()
    packets, gone = stream(4000, start=65000), 0
    late: list[tuple] = []
    for packet in packets:
        inspection.due(packet[4], 0.1)
        if luck.random() < 0.05:
            late.append(packet)
            continue
        if luck.random() < 0.02:
            gone += 1
            continue
        inspection.packet(*packet)
        if late and luck.random() < 0.2:
            inspection.packet(*late.pop()[:4], packet[4])
    inspection.due(packets[-1][4] + 2, 0.1)
    inspection.close(packets[-1][4] + 2)
    findings = inspection.findings
    assert findings.expected == findings.packets - findings.duplicates + findings.lost
    assert findings.missing == findings.reordered + findings.lost
    assert findings.timestamp_faults == 0


def test_what_the_first_packet_overtook_does_not_count():
    packets = stream(40)
    inspection = watch(pictures(), [packets[1], packets[0], *packets[2:]])
    assert faults(inspection) == {}
    assert inspection.findings.packets == 39


def test_on_a_line_that_overtakes_it_asks_later():
    inspection, packets = pictures(), stream(400)
    times = [packet[4] for packet in packets]
    for number in range(0, 400, 4):
        packets[number + 1], packets[number + 3] = packets[number + 3], packets[number + 1]
    asked = []
    for packet, arrived in zip(packets, times, strict=True):
        inspection.packet(*packet[:4], arrived)
        asked.append(len(inspection.due(arrived, 0.1)))
    assert sum(asked[200:]) < sum(asked[:200]) / 4
