"""The worker: runs tasks and the clock, as two threads of `live` or alone as `manage.py worker`.

Any number of workers may share one database. A worker that dies leaves its task RUNNING; the
task is put back when its heartbeat stops, or at once when a worker takes the dead one's place.
"""

import fcntl
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from accounts.sign_in.sessions import clear_expired
from shows.air.sweep import end_due, sweep
from shows.tasks import ask_for_letters
from streaming.stage.sessions import open_sessions

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
GRACE_SECONDS = 1.0  # how often shows are looked at whose performers are gone
REST_SECONDS = 1.0
PRUNE_SECONDS = 3600.0
# A task whose worker gave no sign for this long is lost: many ticks, and a slow database.
SILENCE = timedelta(minutes=2)
MOST_RUNS = 4  # the first, and three more after a worker died
KEEP_FINISHED = timedelta(days=7)
ROWS_AT_ONCE = 500
PLACES = 64


class WorkerLost(Exception):
    """Every worker that ran this task died of it."""


class Worker:
    """Two threads: one runs tasks, one does what the clock says. start(), then stop()."""

    def __init__(self, *, tick_seconds: float = TICK_SECONDS, rest_seconds: float = REST_SECONDS):
        self.tick_seconds = tick_seconds
        self.rest_seconds = rest_seconds
        self.place: IO[str] | None = None
        self.id = ""
        self.task_id: UUID | None = None
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.pruned_at = time.monotonic()
        self.ticked_at = float("-inf")

    def start(self) -> None:
        self.id, self.place = take_place(settings.DATA_DIR / "workers")
        loops = {"worker-tasks": self._run_tasks, "worker-clock": self._run_clock}
        for name, loop in loops.items():
            thread = threading.Thread(target=loop, name=name, daemon=True)
            self.threads.append(thread)
            thread.start()
        log.info("Worker %s has started", self.id)

    def stop(self, timeout: float = 10.0) -> bool:
        """Ask both threads to end; whether they did in time. What is left is reclaimed later."""
        self.stopping.set()
        deadline = time.monotonic() + timeout
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        done = not any(thread.is_alive() for thread in self.threads)
        if done and self.place is not None:
            self.place.close()
        return done

    @property
    def is_alive(self) -> bool:
        return bool(self.threads) and all(thread.is_alive() for thread in self.threads)

    def _run_tasks(self) -> None:
        self._again_and_again(self._run_one, self.rest_seconds)

    def _run_clock(self) -> None:
        self._again_and_again(self._look, min(self.tick_seconds, GRACE_SECONDS))

    def _again_and_again(self, work: Callable[[], bool | None], rest: float) -> None:
        """Work, then rest unless there is more. Trouble is logged and ends neither thread."""
        while not self.stopping.is_set():
            more: bool | None = False
            try:
                close_old_connections()
                more = work()
            except Exception:
                log.exception("The worker stumbled and goes on")
            if not more:
                self.stopping.wait(rest)
        connections.close_all()

    def _run_one(self) -> bool:
        row = claim(self.id)
        if row is None:
            return False
        self.task_id = row.pk
        try:
            run(row)
        finally:
            self.task_id = None
        return True

    def _look(self) -> None:
        if time.monotonic() - self.ticked_at >= self.tick_seconds:
            self.ticked_at = time.monotonic()
            self.tick()
        else:
            end_due(timezone.now())

    def tick(self) -> None:
        """One beat of the clock: a sign of life, lost tasks, the shows, the letters,
        sessions that are over."""
        if self.task_id is not None:
            beat(self.task_id)
        put_back_lost()
        sweep(timezone.now())
        ask_for_letters()
        clear_expired(timezone.now(), ROWS_AT_ONCE)
        if time.monotonic() - self.pruned_at > PRUNE_SECONDS:
            self.pruned_at = time.monotonic()
            prune()
            open_sessions.tidy(timezone.now())


def take_place(folder: Path) -> tuple[str, IO[str]]:
    """The first place on this machine whose worker is gone, and what that worker left behind.

    The lock of a dead process is released by the system, so a place that can be locked belongs
    to nobody who lives, and its RUNNING tasks can be put back at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(PLACES):
        # "a+" and not "w": the name inside is that of everybody who ever had this place.
        place = (folder / f"place-{number}").open("a+")
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            place.close()
            continue
        worker_id = _name_in(place)
        put_back([row for row in _running()[:ROWS_AT_ONCE] if row.worker_ids[-1:] == [worker_id]])
        return worker_id, place
    raise RuntimeError(f"{PLACES} workers run on this machine already.")


def _name_in(place: IO[str]) -> str:
    """The name of a place, drawn once: two machines never share one, whatever they are called."""
    place.seek(0)
    if not (name := place.read().strip()):
        name = f"worker-{secrets.token_hex(8)}"
        place.write(name)
        place.flush()
    return name


def claim(worker_id: str) -> DBTaskResult | None:
    """The next task that is ready, now RUNNING by this worker."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():  # without the write lock: most of the time there is nothing
        return None
    with transaction.atomic():
        row = ready.get_locked()
        if row is not None:
            row.claim(worker_id)
        return row


def run(row: DBTaskResult) -> None:
    """Run a claimed task and write down how it ended; a failing task fails alone."""
    try:
        task: Any = row.task
        result: Any = row.task_result
        task_started.send(type(task.get_backend()), task_result=result)
        before = (TaskContext(task_result=result),) if task.takes_context else ()
        row.set_successful(task.call(*before, *result.args, **result.kwargs))
    except Exception as error:
        log.exception("Task %s has failed", row.task_path)
        row.set_failed(error)
        return
    task_finished.send(type(task.get_backend()), task_result=row.task_result)


def beat(task_id: UUID) -> None:
    """`started_at` of a RUNNING task is its worker's last sign of life."""
    running = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.RUNNING)
    running.update(started_at=timezone.now())


def put_back_lost() -> None:
    put_back(_running().filter(started_at__lt=timezone.now() - SILENCE)[:ROWS_AT_ONCE])


def put_back(rows: Iterable[DBTaskResult]) -> None:
    """READY again, unless every run killed its worker: then FAILED, and counted as that."""
    for row in rows:
        lost = DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        )
        if len(row.worker_ids) < MOST_RUNS:
            lost.update(status=TaskResultStatus.READY)
            log.warning("Task %s was left by a dead worker and runs again", row.task_path)
        elif lost.exists():
            row.set_failed(WorkerLost(f"{len(row.worker_ids)} workers died running it"))
            log.error("Task %s is given up: its workers died", row.task_path)


def prune() -> None:
    """Forget finished tasks after a week, a bounded number at a time."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_FINISHED)
    pks = list(old.order_by("finished_at").values_list("pk", flat=True)[:ROWS_AT_ONCE])
    DBTaskResult.objects.filter(pk__in=pks).delete()


def counts() -> dict[str, int]:
    """Tasks that wait, run, and failed, for doctor and the metrics."""
    tasks = DBTaskResult.objects
    lost = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
    return {
        "waiting": tasks.filter(status=TaskResultStatus.READY).count(),
        "running": tasks.running().count(),
        "failed": tasks.failed().count(),
        "lost": tasks.failed().filter(exception_class_path=lost).count(),
    }


def _running() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.running().order_by("started_at")
