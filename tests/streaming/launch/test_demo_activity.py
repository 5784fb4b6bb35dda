"""The life of the demo: who talks, who performs, and the process that does it beside the site."""

import random
import sys
import time
from collections.abc import Callable
from itertools import islice

import pytest

from chat.models import Message
from shows.demo import audience, chatter, fill, played
from shows.demo.bill import BILL
from shows.models import Broadcast, Show
from streaming.launch import demo_process
from streaming.launch.demo_activity import _say_that_nobody_is_there, say, shuffled
from streaming.launch.demo_process import DemoProcess

READS = [sys.executable, "-c", "import sys; sys.stdin.read()"]
DIES = [sys.executable, "-c", "raise SystemExit(3)"]


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


@pytest.mark.django_db
def test_a_test_card_plays_on_what_the_bill_calls_live():
    fill()
    live = {entry.title for entry in BILL if entry.state == "live"}
    assert {show.title for show in played()} == live != set()


@pytest.mark.django_db
def test_nobody_watches_before_somebody_does():
    fill()
    assert set(Broadcast.objects.values_list("viewer_count", flat=True)) == {0}


@pytest.mark.django_db
def test_everybody_who_talks_may_and_nobody_talks_in_a_dark_house():
    fill()
    for show in played():
        for person in audience(show):
            say(show, person, "Bravo!")
        assert Message.objects.filter(show=show).count() == audience(show).count() > 3
    show = played().first()
    Show.objects.filter(pk=show.pk).update(state="interrupted")
    before = Message.objects.count()
    say(show, audience(show).first(), "Hello?")
    assert Message.objects.count() == before


@pytest.mark.django_db
def test_a_show_on_which_nobody_can_perform_says_so_and_comes_back():
    fill()
    show = played().first()
    _say_that_nobody_is_there(show)
    show.refresh_from_db()
    assert show.state == "interrupted"
    assert show in played()
    _say_that_nobody_is_there(show)  # twice is once


def test_all_is_said_before_anything_is_said_again_and_never_twice_in_a_row():
    things = ("a", "b", "c", "d")
    said = list(islice(shuffled(things, random.Random(1)), 400))
    assert all(sorted(said[at : at + 4]) == list(things) for at in range(0, 400, 4))
    assert all(one != other for one, other in zip(said, said[1:], strict=False))
    assert list(shuffled((), random.Random(1))) == []


def test_each_category_that_is_played_has_something_to_say():
    for entry in BILL:
        assert len(chatter(Show(category=entry.category))) > 10


def test_it_ends_when_its_input_is_closed_and_is_not_started_again():
    demo = DemoProcess("http://localhost", READS)
    demo.start()
    until(lambda: demo.process is not None)
    demo.stop(timeout=20)
    assert (demo.process.returncode, demo.starts) == (0, 1)


def test_a_child_that_dies_is_started_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(demo_process, "FIRST_PAUSE", 0.01)
    demo = DemoProcess("http://localhost", DIES)
    demo.start()
    until(lambda: demo.starts >= 3)
    demo.stop()


def test_a_child_that_cannot_be_started_is_tried_again(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(demo_process, "FIRST_PAUSE", 0.01)
    demo = DemoProcess("http://localhost", [str(tmp_path / "none")])
    demo.start()
    until(lambda: caplog.text.count("The demo cannot be started") >= 2)
    demo.stop()
