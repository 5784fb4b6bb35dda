"""The test card is read back right, or not at all."""

import pytest

from streaming.extras.picture import Card, Reading, read, read_frame


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (640, 360), (320, 180), (852, 480)])
@pytest.mark.parametrize("counter", [0, 1, 0xFFFFFFFF, 123456])
def test_what_is_drawn_is_read(width, height, counter):
    frame = Card(width, height).draw(counter, 4277655296)
    assert read_frame(frame) == Reading(counter, 4277655296)


def test_it_is_read_after_scaling():
    frame = Card(1280, 720).draw(77, 987654321).reformat(320, 180)
    assert read_frame(frame) == Reading(77, 987654321)


def test_a_picture_without_a_code_says_nothing():
    assert read(bytes([90]) * (320 * 180), 320, 180) is None


def test_one_flipped_block_is_noticed():
    frame = Card(320, 180).draw(77, 5)
    luma = bytearray(frame.planes[0])
    stride = frame.planes[0].line_size
    for row in range(10):
        luma[row * stride : row * stride + 10] = bytes([235]) * 10
    assert read(bytes(luma), 320, 180, stride) is None


def test_each_picture_is_another():
    card = Card(320, 180)
    assert bytes(card.draw(1, 1).planes[0]) != bytes(card.draw(2, 1).planes[0])
