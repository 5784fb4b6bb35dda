"""What processes tell each other about chats: as it was meant, and whatever release they are of."""

import msgpack
import pytest
from msgspec import to_builtins

from chat.live.news import ChatBell, PersonBell, Totals, read

BELLS = [
    ChatBell(7, "a", upto=12),
    ChatBell(7, "", counted=3, by=4, house=True, waiting=True, grown=True),
    ChatBell(7, "a", pulse=Totals()),
    ChatBell(7, "a", pulse=Totals({"👏": 2}, ["ada"], 0, [(1, 3)], [(1, False, 9)])),
    ChatBell(7, "a", pulse=Totals(sockets=[])),
    PersonBell(3),
    PersonBell(3, "ada", [7, 8]),
]


@pytest.mark.parametrize("bell", BELLS)
def test_a_bell_that_went_through_a_channel_layer_is_the_same(bell):
    assert read(to_builtins(bell)) == bell
    assert read(msgpack.unpackb(msgpack.packb(to_builtins(bell)))) == bell


def test_bells_of_the_release_before_are_understood():
    assert read({"type": "chat.bell", "show": 7, "from": "", "waiting": True}) == ChatBell(
        7, "", waiting=True
    )
    news = {"came": {"👏": 1}, "people": 3, "sockets": [[1, 3]], "wrote": [[1, True, 2]]}
    totals = Totals({"👏": 1}, [], 3, [(1, 3)], [(1, True, 2)])
    assert read({"type": "chat.bell", "show": 7, "from": "a", "pulse": news}) == ChatBell(
        7, "a", pulse=totals
    )


def test_what_a_later_release_says_besides_is_skipped(caplog):
    assert read({"type": "chat.person", "person": 3, "tomorrow": 1}) == PersonBell(3)
    assert read({"type": "chat.tomorrow", "person": 3}) is None
    assert "made no sense" in caplog.text
