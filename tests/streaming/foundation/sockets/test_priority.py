"""Whoever accepts messages goes first; whoever reads waits a moment, and is not kept out."""

import time
from threading import Event, Thread

from streaming.foundation.sockets import priority
from streaming.foundation.sockets.priority import WriterPriority


def begun(deed):
    thread = Thread(target=deed, daemon=True)
    thread.start()
    return thread


def test_what_goes_after_waits_for_what_goes_first(monkeypatch):
    monkeypatch.setattr(priority, "MOST_SECONDS", 60)
    one, order, runs = WriterPriority(), [], Event()

    def reads():
        runs.wait(60)
        with one.after():
            order.append("read")

    reader = begun(reads)
    with one.first():
        runs.set()
        reader.join(0.1)
        order.append("accepted")
    reader.join(60)
    assert order == ["accepted", "read"]


def test_where_nobody_goes_first_nobody_waits(monkeypatch):
    monkeypatch.setattr(priority, "MOST_SECONDS", 60)
    one = WriterPriority()
    with one.first(), one.first():
        pass
    began = time.monotonic()
    with one.after():
        assert time.monotonic() - began < 60


def test_it_waits_for_all_that_go_first(monkeypatch):
    monkeypatch.setattr(priority, "MOST_SECONDS", 60)
    one, done = WriterPriority(), Event()

    def reads():
        with one.after():
            done.set()

    with one.first():
        with one.first():
            reader = begun(reads)
        reader.join(0.1)
        assert not done.is_set()
    assert done.wait(60)
    reader.join(60)


def test_whoever_waited_goes_on_for_as_long_before_they_wait_again(monkeypatch):
    """So that they have half of the time, however long the others take."""
    one, waits = WriterPriority(), []
    wait = one._nobody.wait

    def waited(seconds):
        waits.append(seconds)
        return wait(seconds)

    monkeypatch.setattr(priority, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(one._nobody, "wait", waited)
    with one.first():
        began = time.monotonic()
        rounds = 0
        while len(waits) < 3:
            with one.after():
                rounds += 1
        took = time.monotonic() - began
    assert rounds > 3
    assert took > 4 * 0.05, "two waits, the work after each, and one wait more"


def test_what_goes_first_and_breaks_stands_in_nobodys_way(monkeypatch):
    monkeypatch.setattr(priority, "MOST_SECONDS", 60)
    one = WriterPriority()
    try:
        with one.first():
            raise ValueError
    except ValueError:
        pass
    with one.after():
        assert one._nobody.is_set()
