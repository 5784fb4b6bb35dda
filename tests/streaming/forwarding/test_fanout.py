"""The bytes that leave."""

from dataclasses import replace

from streaming.forwarding.fanout import Wiring, pad_burst, plain_packet, rtx_packet
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.wire.extensions import Extension, abs_send_time

WIRING = Wiring(
    "camera", 102, 103, "v1", 0xCAFE, 0xBEEF,
    ((Extension.MID, 1), (Extension.ABS_SEND_TIME, 2), (Extension.VIDEO_ORIENTATION, 3)),
)  # fmt: skip
KEPT = OutgoingPacket(
    0x1234, 0x89ABCDEF, True, b"payload", {Extension.VIDEO_ORIENTATION: b"\x01"}, False, 0.0, 7
)


def test_the_header_speaks_the_viewers_numbers():
    plain = plain_packet(KEPT, WIRING, abs_send_time(1.0))
    assert plain == bytes.fromhex(
        "90e6123489abcdef0000cafe" "bede0003" "117631" "22040000" "3001" "000000"
    ) + b"payload"  # fmt: skip


def test_again_it_travels_as_rtx_with_its_number_inside():
    again = rtx_packet(KEPT, WIRING, 9, abs_send_time(1.0))
    assert again[:12] == bytes.fromhex("90e7000989abcdef0000beef")
    assert again.endswith(b"\x12\x34payload")


def test_an_extension_that_a_packet_does_not_have_is_left_out():
    plain = plain_packet(replace(KEPT, extensions={}), WIRING, abs_send_time(1.0))
    assert plain[12:] == bytes.fromhex("bede00021176312204000000") + b"payload"


def test_without_rtx_the_same_packet_is_sent_again():
    bare = Wiring("camera", 102, None, "v1", 0xCAFE, None)
    assert rtx_packet(KEPT, bare, 9, b"\0\0\0") == plain_packet(KEPT, bare, b"\0\0\0")
    assert (
        plain_packet(KEPT, bare, b"\0\0\0")
        == bytes.fromhex("80e6123489abcdef0000cafe") + b"payload"
    )


def test_sizes_that_are_close_become_one_size():
    burst = [bytes([0x80, 96]) + bytes(size - 2) for size in (909, 909, 910, 910)]
    padded = pad_burst(burst)
    assert [len(packet) for packet in padded] == [910] * 4
    assert padded[0][0] == 0xA0
    assert padded[0][-1] == 1
    assert padded[2:] == burst[2:]


def test_a_smaller_last_one_stays_and_strangers_are_left_alone():
    sizes = [1100, 1095, 1098, 300, 303, 80]
    padded = pad_burst([bytes([0x80, 96]) + bytes(size - 2) for size in sizes])
    assert [len(packet) for packet in padded] == [1100, 1100, 1098, 303, 303, 80]
    assert padded[1][-5:] == b"\0\0\0\0\x05"
    assert pad_burst([]) == []
