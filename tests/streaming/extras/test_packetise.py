"""Payloads put together again are the picture that was cut."""

import pytest

from streaming.extras import packetise


def together(payloads: list[bytes]) -> list[bytes]:
    units: list[bytes] = []
    for payload in payloads:
        kind = payload[0] & 0x1F
        if kind == 24:
            at = 1
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                units.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        elif kind == 28:
            if payload[1] & 0x80:
                units.append(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]))
            units[-1] += payload[2:]
        else:
            units.append(payload)
    return units


@pytest.mark.parametrize("sizes", [[5], [10, 4, 900], [10, 4, 5000], [1160], [1161], [1, 2000, 3]])
def test_h264_comes_together_again(sizes):
    units = [bytes([0x65]) + bytes([7]) * size for size in sizes]
    stream = b"".join(b"\0\0\0\1" + unit for unit in units)
    payloads = packetise.h264(stream)
    assert together(payloads) == units
    assert max(len(payload) for payload in payloads) <= packetise.LONGEST


def test_small_units_share_a_packet_with_the_highest_reference():
    stream = b"\0\0\1\x67abc\0\0\1\x06de\0\0\1\x41f"
    (payload,) = packetise.h264(stream)
    assert payload[0] == 0x60 | 24
    assert together([payload]) == [b"\x67abc", b"\x06de", b"\x41f"]


def test_a_unit_alone_is_sent_as_it_is():
    assert packetise.h264(b"\0\0\0\1\x41abc") == [b"\x41abc"]


def test_the_first_and_last_fragments_say_so():
    payloads = packetise.h264(b"\0\0\0\1\x65" + bytes([9]) * 4000)
    assert [payload[1] & 0xC0 for payload in payloads] == [0x80, 0, 0, 0x40]


@pytest.mark.parametrize("size", [1, 1160, 3635, 12345])
def test_parts_differ_by_a_byte_and_the_smaller_go_first(size):
    sizes = [len(part) for part in packetise.even_parts(bytes(size), 1160)]
    assert sum(sizes) == size
    assert sizes == sorted(sizes)
    assert sizes[-1] - sizes[0] <= 1


def test_vp8_marks_the_start_of_a_frame_and_numbers_it():
    payloads = packetise.vp8(bytes(range(256)) * 10, 0x8123)
    assert [payload[0] & 0x10 for payload in payloads] == [0x10, 0, 0]
    assert {payload[2:4] for payload in payloads} == {b"\x81\x23"}
    assert b"".join(payload[4:] for payload in payloads) == bytes(range(256)) * 10


def test_nothing_is_no_packet():
    assert packetise.h264(b"") == packetise.vp8(b"", 1) == []
