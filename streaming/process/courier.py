"""The courier: carries reports to the site, in order, until the site has taken them.

Reports are numbered; the site skips a number that it has seen. A site that is away is asked again
with growing pauses. The queue is bounded: newer counts and heartbeats take the place of older ones,
and where MOST_WAITING others wait, the oldest is dropped and counted.
"""

import asyncio
import logging
from collections import OrderedDict
from urllib.parse import urlsplit

from streaming.control import reports
from streaming.control.codec import Unreadable, encode_reports

from .config import ProcessConfig
from .counters import Counters
from .http_client import HttpClient

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
PAUSES = (0.1, 0.3, 1.0, 2.0, 5.0)
ANSWER_SECONDS = 5.0


class Courier:
    """Reports of one run of a process, to the address of `config.backstage`; without one they
    are not kept either."""

    def __init__(self, config: ProcessConfig, boot: str, counters: Counters) -> None:
        url = urlsplit(config.backstage)
        self._has_site, self._path = bool(url.netloc), url.path or "/"
        origin = f"{url.scheme}://{url.netloc}"
        self._client = HttpClient(origin, config.secret, authority=config.authority)
        self._name, self._boot, self._counters = config.name, boot, counters
        self._number = 0
        self._waiting: OrderedDict[int, reports.Report] = OrderedDict()
        self._states: dict[object, int] = {}
        self._something = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def tell(self, report: reports.Report) -> None:
        """Queue it; the newest of a state replaces the one that still waits."""
        if not self._has_site:
            return
        self._number += 1
        if isinstance(report, reports.STATES):
            about = (type(report), getattr(report, "stage", ""))
            self._waiting.pop(self._states.get(about, 0), None)
            self._states[about] = self._number
        self._waiting[self._number] = report
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
            self._counters["reports.dropped"] += 1
        self._something.set()

    async def run(self) -> None:
        """For as long as the process lives."""
        failures = 0
        while True:
            await self._something.wait()
            batch = self._batch()
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    taken = not batch or await self._post(batch)
            except (OSError, TimeoutError):
                taken = False
            if taken:
                failures = 0
                for number, _report in batch:
                    self._waiting.pop(number, None)
                if not self._waiting:
                    self._something.clear()
                continue
            if failures == 0:
                log.warning("The site does not take reports; they wait.")
            self._counters["reports.retried"] += 1
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    def _batch(self) -> list[tuple[int, reports.Report]]:
        """The next that can be written together; one that cannot be written at all is dropped."""
        many = reports.MOST_REPORTS
        while batch := list(self._waiting.items())[:many]:
            try:
                self._written(batch)
                break
            except Unreadable as error:
                many = len(batch) // 2
                if not many:
                    del self._waiting[batch[0][0]]
                    self._counters["reports.refused"] += 1
                    log.error("A report cannot be written: %s", error)
                    many = reports.MOST_REPORTS
        return batch

    async def _post(self, batch: list[tuple[int, reports.Report]]) -> bool:
        status = (await self._client.post(self._path, self._written(batch))).status
        if status in (400, 413, 422):  # it will never be taken: say so instead of trying for ever
            self._counters["reports.refused"] += len(batch)
            log.error("The site refused %d reports with %d.", len(batch), status)
            return True
        return 200 <= status < 300

    def _written(self, batch: list[tuple[int, reports.Report]]) -> bytes:
        numbered = tuple(reports.Numbered(number, report) for number, report in batch)
        return encode_reports(reports.Batch(self._name, self._boot, numbered))
