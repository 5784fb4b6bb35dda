"""Pace: how fast a newcomer hurries after the others.

It begins as fast as nearly every line carries. It doubles its hurry each half second, up to what
most lines carry and what the relay sends to all who hurry, but only while the answers to its checks
(echoes.py) show that nothing waits on the line. At the first sign of trouble it rests for a moment,
goes on a little slower than the line was seen to carry, and tries no more: at the next keyframe it
goes on there in any case. Slowly moving pictures are better than still ones: only where even the
slowest pace is lost on a line that is full does it wait for the next keyframe.
"""

from .catch_up import MOST_STEP_BYTES, CatchUp
from .path_estimate import PathEstimate

MOST_SPEED = 4.0
LEAST_SPEED = 1.25  # to begin with, however many come: a slower one would hardly ever arrive
SLOWEST = 1.05  # for a line that carries no more: the next keyframe is gone on at
FIRST_BITS = 10_000_000.0  # a second for one viewer, until its line has borne it
MOST_BITS = 20_000_000.0  # a second for one viewer; more is too much for many homes
MOST_BITS_OF_ALL = 400_000_000.0  # of one lane; beyond that each is slower
PATIENCE = 0.5  # seconds until a line can have told of trouble, and between two changes
MISSED = 30  # packets asked for again in that time are trouble, before any report tells it
QUEUED = 0.1  # seconds that packets wait: half of what the queue of most routers holds
FIRST_STEP_BYTES = 60_000  # of a keyframe: twice what a line of ten megabits carries meanwhile
WIDE_BITS = 15_000_000.0  # a second, when these have come through
HELD = 0.06  # seconds; where they wait as long, nothing is added, not even to a keyframe
CLEAR = 0.03  # seconds that answers to checks vary on an idle line
CARRIED = 0.9  # of what the line carries; the rest is for sound and repairs, and empties the queue
FARTHER = 1.0  # seconds by which one falls behind whose line does not carry what all get
ROUNDED = 20  # parts of one: those who slow down alike go on together
GIVE_UP = 0.0


def top_speed(bitrate: float, viewers: int) -> float:
    """How fast so many viewers may hurry after a source of this bitrate."""
    return _speed(min(MOST_BITS, MOST_BITS_OF_ALL / max(1, viewers)), bitrate)


def first_speed(bitrate: float, top: float) -> float:
    """How fast they begin, who may become as fast as `top`."""
    return min(top, _speed(FIRST_BITS, bitrate))


def next_speed(catch_up: CatchUp, missed: int, path: PathEstimate, now: float) -> float:
    """How fast a viewer goes on that has asked for so many packets again since the last time that
    its pace was judged; GIVE_UP for not at all."""
    rate, speed = catch_up.source.rate.bits(now), catch_up.speed
    settled = now - catch_up.judged_at >= PATIENCE
    if catch_up.eased and not settled:
        return speed
    lost = missed > MISSED
    if lost or _is_in_trouble(rate * speed, path, now):
        if speed > SLOWEST:
            return _eased(speed, rate, path, now, lost=lost)
        full = catch_up.lost_ground > FARTHER or lost and path.is_full(rate, now)
        return GIVE_UP if full else speed
    if catch_up.eased or not settled or not _is_clear(path, catch_up.judged_at, now):
        return speed
    return min(catch_up.top, 1 + 2 * (speed - 1))


def step_bytes(path: PathEstimate, now: float) -> int:
    """How much may be sent in one step: nothing while packets wait on the line, and no more than
    nearly every line bears before this one has carried that."""
    if (path.echoes.waits(now) or 0.0) >= HELD:
        return 0
    return MOST_STEP_BYTES if (path.echoes.carried(now) or 0.0) >= WIDE_BITS else FIRST_STEP_BYTES


def _speed(bits: float, bitrate: float) -> float:
    return min(MOST_SPEED, max(LEAST_SPEED, bits / max(1.0, bitrate)))


def _is_in_trouble(bits: float, path: PathEstimate, now: float) -> bool:
    """What browsers report is late and careful; where checks are answered, these decide."""
    waits = path.echoes.waits(now)
    return path.in_trouble(bits, now) if waits is None else waits > QUEUED


def _is_clear(path: PathEstimate, since: float, now: float) -> bool:
    """Whether a check was answered lately, and nothing waits."""
    waits = path.echoes.waits(now)
    return waits is not None and waits < CLEAR and path.echoes.heard_since(since)


def _eased(speed: float, rate: float, path: PathEstimate, now: float, *, lost: bool) -> float:
    """What the line carries and a little less, as far as that is known; else half of the hurry. Not
    slower where a queue empties at this speed."""
    carried, told = path.echoes.carried(now), path.bitrate(now)
    slower = 1 + (speed - 1) / 2
    if carried is not None:
        borne = CARRIED * carried / max(1.0, rate)
        slower = min(slower, borne) if lost else min(speed, borne)
    elif told is not None:
        slower = min(slower, told / max(1.0, rate))
    return slower if slower == speed else max(SLOWEST, int(slower * ROUNDED) / ROUNDED)
