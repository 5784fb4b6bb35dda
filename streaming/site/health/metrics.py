"""The metrics of /metrics: counts of this process, and counts from the database."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.models import User
from shows.air.relay_runs import speaking
from shows.models import Letter, Show
from shows.states import State
from streaming.foundation import pictures
from streaming.foundation.counters import registry

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

requests_answered = Counter(
    "footlights_requests", "Requests answered.", ["method", "status"], registry=registry
)
answer_seconds = Histogram(
    "footlights_answer_seconds", "Time until an answer was complete.", registry=registry
)
open_sockets = Gauge("footlights_open_sockets", "WebSockets open now.", registry=registry)


class DatabaseCollector(Collector):
    """Counts rows when /metrics is asked, so that every process says the same."""

    def collect(self) -> Iterator[Metric]:
        shows = GaugeMetricFamily("footlights_shows", "Shows by state.", labels=["state"])
        counted = dict(Show.objects.order_by().values_list("state").annotate(Count("pk")))
        for state in State:
            shows.add_metric([state], counted.get(state, 0))
        yield shows
        yield from _relays()
        people = User.objects.filter(is_active=True).count()
        yield GaugeMetricFamily("footlights_people", "People with an account.", people)
        jobs = GaugeMetricFamily("footlights_jobs", "Background jobs.", labels=["status"])
        jobs.add_metric(["waiting"], DBTaskResult.objects.ready().count())
        jobs.add_metric(["failed"], DBTaskResult.objects.failed().count())
        yield jobs
        sent = Letter.objects.filter(sent_at__isnull=False).count()
        yield GaugeMetricFamily("footlights_letters_sent", "Letters about shows sent.", sent)

    def describe(self) -> list[Metric]:
        return []  # asked at start-up, before there is a database


def _relays() -> Iterator[Metric]:
    """What each relay said last, as long as it still speaks."""
    names = ("cpu", "sessions", "most_sessions", "bitrate")
    gauges = {
        name: GaugeMetricFamily(f"footlights_relay_{name}", "As its relay says.", labels=["relay"])
        for name in names
    }
    for run in speaking(timezone.now()):
        for name, gauge in gauges.items():
            gauge.add_metric([run.relay], getattr(run, name))
    yield from gauges.values()


registry.register(DatabaseCollector())
registry.register(pictures.turned_away)

Application = Callable[..., Awaitable[Any]]


class CountedAnswers:
    """An ASGI application whose answers and sockets are counted."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: dict, receive: Application, send: Application) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.inner(scope, receive, send)

    async def _request(self, scope: dict, receive: Application, send: Application) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"

        async def noticing(message: dict) -> None:
            if message["type"] == "http.response.start":
                requests_answered.labels(method, message["status"]).inc()
            await send(message)

        with answer_seconds.time():
            await self.inner(scope, receive, noticing)

    async def _socket(self, scope: dict, receive: Application, send: Application) -> None:
        accepted = False

        async def noticing(message: dict) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept" and not accepted:
                accepted = True
                open_sockets.inc()
            await send(message)

        try:
            await self.inner(scope, receive, noticing)
        finally:
            if accepted:
                open_sockets.dec()
