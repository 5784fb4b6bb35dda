"""What one account may have in a chat, over several web processes."""

from collections import Counter

from chat.bounds import MANY, Sockets, busiest
from chat.desk import Hurry
from chat.line import Line
from chat.listener import Listener


async def nothing(_text: str) -> None:
    pass


def sitting(person: int | None, count: int) -> list[Listener]:
    def ignore(*_: object) -> None:
        pass

    return [Listener(Line(nothing), person, ignore, ignore) for _ in range(count)]


def test_who_has_many_sockets_here_counts_in_the_other_process():
    here, there = Sockets(), Sockets()
    there.take("a", here.news([*sitting(7, 12), *sitting(8, MANY - 1), *sitting(None, 30)]))
    there.take("c", {"sockets": [[7, 5]]})
    assert (there.elsewhere(7), there.elsewhere(8)) == (17, 0)
    there.take("a", here.news(sitting(7, 4)))
    assert there.elsewhere(7) == 9
    there.take("a", here.news([]))
    assert there.elsewhere(7) == 5


def test_what_has_not_changed_is_not_told_again_at_once():
    here = Sockets()
    assert here.news(sitting(8, 1)) == {}
    crowd = sitting(7, 12)
    assert here.news(crowd) == {"sockets": [[7, 12]]}
    assert here.news(crowd) == {}
    assert Sockets().elsewhere(7) == 0


def test_who_wrote_in_another_process_waits_here(settings):
    settings.CHAT_RATE = "20/hour"
    hurry = Hurry()
    hurry.wrote_elsewhere(busiest(Counter({(1, False): 10, (2, False): 4, (3, True): 10})))
    free = {person: sum(hurry.take(person, person == 3) for _ in range(60)) for person in range(5)}
    assert free == {0: 10, 1: 0, 2: 6, 3: 40, 4: 10}
