"""What one account may have in a chat, over several web processes."""

from collections import Counter

from chat.live.account_limits import MANY, Sockets, busiest
from chat.live.listener import Listener
from chat.live.sender import Sender
from chat.live.write_limits import WriteLimits

SHOW, ANOTHER = 1, 2


def burst(limits: WriteLimits, show: int, person: int, moderates: bool) -> int:
    """How much they may write there at once."""
    return sum(limits.take(show, person, moderates) for _ in range(60))


async def nothing(_text: str) -> None:
    pass


def sitting(person: int | None, count: int) -> list[Listener]:
    def ignore(*_: object) -> None:
        pass

    return [Listener(Sender(nothing), person, ignore, ignore) for _ in range(count)]


def test_who_has_many_sockets_here_counts_in_the_other_process():
    here, there = Sockets(), Sockets()
    there.take("a", here.news([*sitting(7, 12), *sitting(8, MANY - 1), *sitting(None, 30)]))
    there.take("c", [(7, 5)])
    assert (there.elsewhere(7), there.elsewhere(8)) == (17, 0)
    there.take("a", here.news(sitting(7, 4)))
    assert there.elsewhere(7) == 9
    there.take("a", here.news([]))
    assert there.elsewhere(7) == 5


def test_what_has_not_changed_is_not_told_again_at_once():
    here = Sockets()
    assert here.news(sitting(8, 1)) is None
    crowd = sitting(7, 12)
    assert here.news(crowd) == [(7, 12)]
    assert here.news(crowd) is None
    assert Sockets().elsewhere(7) == 0


def test_who_wrote_in_another_process_waits_here(settings):
    settings.CHAT_RATE = "20/hour"
    limits = WriteLimits()
    wrote = busiest(Counter({(1, False): 10, (2, False): 4, (3, True): 10}))
    limits.wrote_elsewhere(SHOW, wrote)
    free = {person: burst(limits, SHOW, person, person == 3) for person in range(5)}
    assert free == {0: 10, 1: 0, 2: 6, 3: 40, 4: 10}
    assert burst(limits, ANOTHER, 1, False) == 10


def test_who_keeps_order_in_one_show_has_the_pace_of_everybody_in_another(settings):
    settings.CHAT_RATE = "20/hour"
    limits = WriteLimits()
    limits.take(SHOW, 1, True)
    assert burst(limits, ANOTHER, 1, False) == 10
    assert burst(limits, SHOW, 1, True) == 49
    assert burst(limits, SHOW, 1, False) == 10, "whose part is taken away has the pace of everybody"


def test_the_bucket_that_was_asked_longest_ago_makes_room(settings, monkeypatch):
    settings.CHAT_RATE = "20/hour"
    monkeypatch.setattr(WriteLimits, "MOST_BUCKETS", 2)
    limits = WriteLimits()
    assert burst(limits, SHOW, 1, False) == burst(limits, SHOW, 2, False) == 10
    assert burst(limits, SHOW, 1, False) == 0
    limits.take(SHOW, 3, False)
    assert (burst(limits, SHOW, 1, False), burst(limits, SHOW, 2, False)) == (0, 10)
