"""Crowd: many viewers in one process, some of which look at everything, and one line about all."""

import asyncio
import resource
import time
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from streaming.transport.engine import Certificate, make_certificate

from .door import Closed, Door
from .findings import total
from .peer import CONNECT_SECONDS
from .viewer import Manners, Viewer

STEP_SECONDS = 0.02
# Viewers that check nothing need their timers ten times a second only.
LAZY_EACH = 5
TOO_MANY = 429  # from one address at once
SILENT_SECONDS = 10.0
KNOCKS_AT_ONCE = 16


@dataclass(slots=True)
class Plan:
    """`spread_seconds` is the time over which they arrive; 0 is all at once.

    Of those who do not check, the first `waiting` wait for their first keyframe and tell when it
    came; more would eat the machine that they measure.
    """

    viewers: int = 10
    checking: int = 10
    waiting: int = 100
    seconds: float = 10.0
    spread_seconds: float = 0.0
    media_filter: bool = True
    patience_seconds: float = CONNECT_SECONDS  # for each of them, until it is connected
    manners: Manners = field(default_factory=Manners)


class Crowd:
    """`run` is the whole evening; `come`, `watch` and `go` are its acts."""

    def __init__(
        self,
        door: Door,
        plan: Plan,
        certificate: Certificate | None = None,
        kind: type[Viewer] = Viewer,
    ) -> None:
        self.door, self.plan, self._kind = door, plan, kind
        self.certificate = certificate or make_certificate()
        self.viewers: list[Viewer] = []
        self._ticking: asyncio.Task[None] | None = None
        self._knocking = asyncio.Semaphore(KNOCKS_AT_ONCE)
        self._cpu = self._begun_at = 0.0

    async def run(self) -> dict[str, object]:
        await self.come()
        await self.watch(self.plan.seconds)
        report = self.report()
        await self.go()
        return report

    async def come(self) -> None:
        """All of them; returns when each is connected or has failed."""
        raise_file_limit(self.plan.viewers + 200)
        self._cpu, self._begun_at = time.process_time(), time.monotonic()
        self._ticking = asyncio.create_task(self._tick())
        await asyncio.gather(*(self._bring(number) for number in range(self.plan.viewers)))
        ends = time.monotonic() + self.plan.patience_seconds
        while time.monotonic() < ends and any(map(self._is_coming, self.viewers)):
            await asyncio.sleep(STEP_SECONDS)

    async def watch(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def go(self) -> None:
        if self._ticking:
            self._ticking.cancel()
        await asyncio.gather(*(self._take_out(viewer) for viewer in self.viewers))

    async def _bring(self, number: int) -> None:
        plan = self.plan
        if plan.spread_seconds:
            await asyncio.sleep(plan.spread_seconds * number / plan.viewers)
        viewer = self._kind(
            self.certificate,
            self.door,
            number=number,
            thorough=number < plan.checking,
            patient=number < plan.checking + plan.waiting,
            manners=plan.manners,
            media_filter=plan.media_filter,
        )
        viewer.patience_seconds = plan.patience_seconds
        async with self._knocking:
            try:
                await self._come_in(viewer)
            except (Closed, OSError, ValueError) as refusal:
                viewer.failure = str(refusal)[:200]
                viewer.close()
        self.viewers.append(viewer)

    async def _come_in(self, viewer: Viewer) -> None:
        """Whoever is told to come again in a moment does so, as pages do."""
        ends = time.monotonic() + self.plan.patience_seconds
        while True:
            try:
                return await viewer.come()
            except Closed as refusal:
                if refusal.status != TOO_MANY or time.monotonic() > ends:
                    raise
                await asyncio.sleep(refusal.retry_after or 1.0)

    async def _take_out(self, viewer: Viewer) -> None:
        async with self._knocking:
            await viewer.go()

    def _is_coming(self, viewer: Viewer) -> bool:
        return not viewer.failure and not viewer.connected_at

    async def _tick(self) -> None:
        step = 0
        while True:
            now = time.monotonic()
            step += 1
            for number, viewer in enumerate(self.viewers):
                busy = viewer.thorough or not viewer.filtered
                if busy or (step + number) % LAZY_EACH == 0:
                    viewer.tick(now)
            await asyncio.sleep(STEP_SECONDS)

    # -- what they saw

    def brief(self) -> dict[str, int]:
        """How the coming went."""
        connected = sum(bool(one.connected_at) for one in self.viewers)
        return {"viewers": self.plan.viewers, "connected": connected}

    def forget_gaps(self) -> None:
        """Times and delays from here on alone; counts stay."""
        now = time.monotonic()
        for viewer in self.viewers:
            viewer.forget_gaps(now)

    def report(self) -> dict[str, object]:
        """One flat line. Times are in milliseconds."""
        now = time.monotonic()
        viewers = self.viewers
        connected = [one for one in viewers if one.connected_at]
        for viewer in connected:
            viewer.finish(now)
        checking = [one for one in connected if one.thorough]
        reasons = Counter(one.failure for one in viewers if one.failure)
        connect = [one.connected_at - one.knocked_at for one in connected]
        keyframe = [
            one.first_keyframe_at - one.connected_at
            for one in connected
            if one.first_keyframe_at and one.patient
        ]
        return {
            "viewers": self.plan.viewers,
            "connected": len(connected),
            "failed": sum(bool(one.failure) for one in viewers),
            "silent": sum(_is_silent(one, now) for one in connected),
            "checking": len(checking),
            "connect_p50_ms": _ms(percentile(connect, 50)),
            "connect_p95_ms": _ms(percentile(connect, 95)),
            "connect_max_ms": _ms(max(connect, default=None)),
            "first_keyframe_p95_ms": _ms(percentile(keyframe, 95)),
            "without_keyframe": sum(one.patient for one in connected) - len(keyframe),
            **_findings(checking),
            **_delays(checking),
            "bytes": sum(one.bytes_received for one in viewers),
            "seconds": round(now - self._begun_at, 3),
            "cpu_seconds": round(time.process_time() - self._cpu, 3),
            "profile": next((one.keys.profile for one in connected if one.keys), ""),
            "reasons": dict(reasons.most_common(5)),
        }


def _findings(viewers: Sequence[Viewer]) -> dict[str, object]:
    tracks = (track for viewer in viewers for track in viewer.inspections.values())
    counts = asdict(total(track.findings for track in tracks))
    longest = {
        f"longest_{one}_ms": _ms(counts.pop(f"longest_{one}"))
        for one in ("gap", "freeze", "silence")
    }
    refused = sum(viewer.counts["refused"] for viewer in viewers)
    share = counts["lost"] / counts["expected"] if counts["expected"] else None
    return {
        **counts,
        "refused": refused,
        "residual_loss": None if share is None else round(share, 6),
        **longest,
    }


def _delays(viewers: Sequence[Viewer]) -> dict[str, object]:
    """From the performer's stamp, and from the relay's abs-send-time, on the same clock."""
    whole, relay, jitter = array("d"), array("d"), []
    for viewer in viewers:
        whole.extend(viewer.latencies)
        relay.extend(viewer.relay_latencies)
        jitter += [one.jitter / one.clock for one in viewer.inspections.values()]
    return {
        "latency_p50_ms": _ms(percentile(whole, 50)),
        "latency_p99_ms": _ms(percentile(whole, 99)),
        "latency_max_ms": _ms(max(whole, default=None)),
        "line_p50_ms": _ms(percentile(relay, 50)),
        "line_p99_ms": _ms(percentile(relay, 99)),
        "jitter_max_ms": _ms(max(jitter, default=None)),
    }


def _is_silent(viewer: Viewer, now: float) -> bool:
    return not viewer.failure and now - viewer.last_media_at > SILENT_SECONDS


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest rank; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share / 100), len(ordered) - 1)]


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def raise_file_limit(files: int) -> None:
    """A socket each; the soft limit is often 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        wanted = files if hard == resource.RLIM_INFINITY else min(files, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
