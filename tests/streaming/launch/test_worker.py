import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from shows.letters import post
from shows.models import Letter
from shows.planning import casting
from shows.tasks import ask_for_letters
from streaming.launch import worker as work
from streaming.launch.worker import Worker

RAN: list[str] = []


@task()
def note(name: str) -> str:
    RAN.append(name)
    return name


@task()
def stumble() -> None:
    raise ValueError("this task always fails")


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    RAN.clear()


@pytest.fixture
def workers():
    """Workers with short rests, stopped after the test."""
    started: list[Worker] = []

    def start() -> Worker:
        worker = Worker(tick_seconds=0.05, rest_seconds=0.02)
        worker.start()
        started.append(worker)
        return worker

    yield start
    assert all(worker.stop(10) for worker in started)


def until(condition, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def left_running(worker_ids: list[str], silent_for: timedelta) -> DBTaskResult:
    """A task as a worker that was killed leaves it."""
    row = DBTaskResult.objects.get(pk=note.enqueue("again").id)
    row.status, row.worker_ids = TaskResultStatus.RUNNING, worker_ids
    row.started_at = timezone.now() - silent_for
    row.save()
    return row


def status_of(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return row.status


@pytest.mark.django_db(transaction=True)
def test_tasks_run_and_a_failing_one_stops_no_other(workers):
    failing = DBTaskResult.objects.get(pk=stumble.enqueue().id)
    note.enqueue("after")
    worker = workers()
    until(lambda: RAN == ["after"])
    until(lambda: status_of(failing) == "FAILED")
    assert failing.exception_class_path == "builtins.ValueError"
    assert worker.is_alive


@pytest.mark.django_db(transaction=True)
def test_many_tasks_under_two_workers_run_once_each(workers):
    for number in range(40):
        note.enqueue(str(number))
    workers(), workers()
    until(lambda: work.counts()["waiting"] + work.counts()["running"] == 0)
    assert sorted(RAN, key=int) == [str(number) for number in range(40)]


@pytest.mark.django_db
def test_a_task_whose_worker_is_silent_is_put_back():
    row = left_running(["gone"], work.SILENCE + timedelta(seconds=1))
    work.put_back_lost()
    assert status_of(row) == "READY"


@pytest.mark.django_db
def test_a_task_whose_worker_gives_signs_of_life_is_left_alone():
    row = left_running(["busy"], work.SILENCE * 2)
    work.beat(row.pk)
    work.put_back_lost()
    assert status_of(row) == "RUNNING"


@pytest.mark.django_db
def test_a_task_that_kills_every_worker_is_given_up_and_counted():
    row = left_running(["a", "b", "c", "d"], work.SILENCE * 2)
    work.put_back_lost()
    assert status_of(row) == "FAILED"
    assert work.counts() == {"waiting": 0, "running": 0, "failed": 1, "lost": 1}


@pytest.mark.django_db
def test_whoever_takes_a_dead_workers_place_puts_its_tasks_back_at_once(tmp_path):
    name, place = work.take_place(tmp_path / "workers")
    row = left_running([name], timedelta(0))
    other, second = work.take_place(tmp_path / "workers")
    assert (other == name, status_of(row)) == (False, "RUNNING")
    place.close()  # what the system does when a process is killed
    again, third = work.take_place(tmp_path / "workers")
    assert (again == name, status_of(row)) == (True, "READY")
    second.close()
    third.close()


@pytest.mark.django_db
def test_at_most_one_round_of_letters_waits(make_user, make_show):
    assert ask_for_letters() is None
    show = make_show()
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    assert ask_for_letters() is not None
    assert ask_for_letters() is None
    assert work.counts()["waiting"] == 1


@pytest.mark.django_db
def test_finished_tasks_are_forgotten_after_a_week():
    row = DBTaskResult.objects.get(pk=note.enqueue("x").id)
    row.set_successful("x")
    work.prune()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(finished_at=timezone.now() - work.KEEP_FINISHED * 2)
    work.prune()
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_clock_opens_doors_and_sends_letters(workers, make_user, make_show):
    show = make_show(starts_at=timezone.now() + timedelta(minutes=5))
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    workers()
    until(lambda: Letter.objects.filter(outcome="sent").exists())
    show.refresh_from_db()
    assert show.state == "doors"
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_send_each_letter_once(make_user, make_show):
    show = make_show()
    for number in range(30):
        casting.invite(show, user=make_user(f"guest{number}"), part="performer", by=show.creator)
    together = threading.Barrier(4)

    def send(holder: str) -> None:
        together.wait()
        post.send_letters(holder=holder)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(f"task-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receivers = sorted(message.to[0] for message in mail.outbox)
    assert receivers == sorted(f"guest{number}@example.org" for number in range(30))


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_quickly(workers):
    worker = workers()
    began = time.monotonic()
    assert worker.stop(5)
    assert time.monotonic() - began < 2
    assert not worker.is_alive
