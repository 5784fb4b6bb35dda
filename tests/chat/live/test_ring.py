"""The newest entries of a chat: whole, in order, each once, whatever spans arrive in whatever
order."""

import json

from hypothesis import given
from hypothesis import strategies as st

from chat.live.ring import Ring
from chat.log.entries import Entry
from chat.log.history import MOST_ENTRIES, Span


def entry(number: int, text: str = "", *, hidden: bool = False, client: str = "") -> Entry:
    told = {"number": number, "text": f"t{number}{text}"}
    return Entry(number, None if hidden else told, told, author=7, client=client)


def span(after: int, upto: int, text: str = "") -> Span:
    return Span(after, upto, [entry(number, text) for number in range(after + 1, upto + 1)])


def numbers(envelope: str) -> list[int]:
    return [one["number"] for one in json.loads(envelope)["entries"]]


def heard(ring: Ring) -> list[int]:
    """What the audience is told now; each piece begins where the one before ended."""
    found, upto = [], ring.told
    for public, _for_moderators in ring.tell():
        said = json.loads(public)
        assert said["after"] == upto
        upto = said["upto"]
        found += numbers(public)
    assert upto == ring.told
    return found


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.booleans()), max_size=40),
)
def test_whatever_is_taken_is_told_in_order_and_once(steps):
    """Spans of two readers that overtake each other, told now and then."""
    ring = Ring(span(0, 0))
    told: list[int] = []
    for after, size, tells in steps:
        followed = ring.take(span(after, after + size))
        assert followed == (after <= ring.upto)
        if tells:
            told += heard(ring)
            assert ring.told == ring.upto
    told += heard(ring)
    assert told == list(range(1, ring.upto + 1))


@given(st.integers(0, 1300), st.integers(0, 1500))
def test_who_asks_what_came_since_gets_all_of_it_or_is_told_from_where(upto, asked):
    ring = Ring(span(0, 0))
    for after in range(0, upto, 100):
        ring.take(span(after, min(upto, after + 100)))
        ring.tell()
    after, last, entries = ring.since(asked, moderates=False, person=None)
    assert last == upto
    assert [one["number"] for one in json.loads(entries)] == list(range(after + 1, upto + 1))
    assert after == min(max(asked, upto - MOST_ENTRIES, 0), upto)


@given(st.integers(0, 1300), st.integers(0, 1500), st.integers(1, 400))
def test_who_follows_has_all_that_the_ring_has_piece_by_piece(upto, asked, length):
    ring = Ring(span(0, 0))
    for after in range(0, upto, 100):
        ring.take(span(after, min(upto, after + 100), "x" * length))
        ring.tell()
    after, found = max(asked, ring.floor), []
    while True:
        begin, end, entries = ring.following(after, moderates=False, person=None)
        assert begin == min(after, upto)
        found += [one["number"] for one in json.loads(entries)]
        assert end > after or end == upto
        if end == upto:
            break
        after = end
    assert found == list(range(max(asked, ring.floor) + 1, upto + 1))


def test_what_only_those_who_keep_order_know_is_left_out_for_others():
    ring = Ring(span(0, 0))
    ring.take(Span(0, 2, [entry(1), entry(2, hidden=True)]))
    ((public, for_moderators),) = ring.tell()
    assert numbers(public) == [1]
    assert numbers(for_moderators) == [1, 2]
    assert json.loads(public)["upto"] == 2
    assert [one["number"] for one in json.loads(ring.since(0, False, None)[2])] == [1]


def test_ones_own_messages_carry_ones_own_name_for_them():
    ring = Ring(Span(0, 1, [entry(1, client="mine")]))
    assert json.loads(ring.since(0, False, 7)[2])[0]["client"] == "mine"
    assert "client" not in json.loads(ring.since(0, False, 8)[2])[0]


def test_what_reads_otherwise_now_is_told_as_it_is_now():
    ring = Ring(span(0, 3))
    again = Entry(2, told := {"number": 2, "deleted": "moderator"}, told)
    ring.take(Span(3, 4, [entry(4)], {2: again}))
    ring.tell()
    assert json.loads(ring.since(0, False, None)[2])[1] == told


def test_what_nobody_was_told_yet_is_kept_however_much_that_is():
    ring = Ring(span(0, 0))
    for after in range(0, 3 * MOST_ENTRIES, 100):
        ring.take(span(after, after + 100))
    assert heard(ring) == list(range(1, 3 * MOST_ENTRIES + 1))


def test_long_texts_come_in_several_pieces():
    ring = Ring(span(0, 0))
    long = [
        Entry(number, told := {"number": number, "text": "x" * 2000}, told)
        for number in range(1, 201)
    ]
    ring.take(Span(0, 200, long))
    assert heard(ring) == list(range(1, 201))
    after, upto, entries = ring.since(0, False, None)
    assert [one["number"] for one in json.loads(entries)] == list(range(after + 1, upto + 1))
    assert 0 < after < 190
    assert len(entries) < 60_000
