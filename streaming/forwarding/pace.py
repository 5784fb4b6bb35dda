"""Pace: how fast a newcomer hurries after the others.

It begins as fast as nearly every line carries, and doubles its hurry each half second, up to what
most lines carry and what the relay sends to all who hurry. At the first sign of trouble it rests
for a moment, goes on as fast as the line says that it carries, and tries no more. Slowly moving
pictures are better than still ones: only where even the slowest pace is lost on a line that is
full does it wait for the next keyframe.
"""

from .catch_up import CatchUp
from .path_estimate import PathEstimate

MOST_SPEED = 4.0
LEAST_SPEED = 1.25  # to begin with, however many come: a slower one would hardly ever arrive
SLOWEST = 1.05  # for a line that carries no more: the next keyframe is gone on at
FIRST_BITS = 10_000_000.0  # a second for one viewer, until its line has borne it
MOST_BITS = 20_000_000.0  # a second for one viewer; more is too much for many homes
MOST_BITS_OF_ALL = 400_000_000.0  # of one lane; beyond that each is slower
PATIENCE = 0.5  # seconds until a line can have told of trouble, and between two changes
MISSED = 30  # packets asked for again in that time are trouble, before any report tells it
ROUNDED = 20  # parts of one: those who slow down alike go on together
GIVE_UP = 0.0


def top_speed(bitrate: float, viewers: int) -> float:
    """How fast so many viewers may hurry after a source of this bitrate."""
    return _speed(min(MOST_BITS, MOST_BITS_OF_ALL / max(1, viewers)), bitrate)


def first_speed(bitrate: float, top: float) -> float:
    """How fast they begin, who may become as fast as `top`."""
    return min(top, _speed(FIRST_BITS, bitrate))


def next_speed(catch_up: CatchUp, missed: int, line: PathEstimate, now: float) -> float:
    """How fast a viewer goes on that has asked for so many packets again since the last time that
    its pace was judged; GIVE_UP for not at all."""
    rate, speed = catch_up.source.rate.bits(now), catch_up.speed
    settled = now - catch_up.judged_at >= PATIENCE
    if catch_up.eased and not settled:
        return speed
    if missed > MISSED or line.in_trouble(rate * speed, now):
        if speed > SLOWEST:
            return _eased(speed, rate, line.bitrate(now))
        return GIVE_UP if missed > MISSED and line.is_full(rate, now) else speed
    if catch_up.eased or not settled:
        return speed
    return min(catch_up.top, 1 + 2 * (speed - 1))


def _speed(bits: float, bitrate: float) -> float:
    return min(MOST_SPEED, max(LEAST_SPEED, bits / max(1.0, bitrate)))


def _eased(speed: float, rate: float, carried: float | None) -> float:
    """Half of the hurry, or less where the line says that it carries less."""
    half = 1 + (speed - 1) / 2
    if carried is not None:
        half = min(half, carried / max(1.0, rate))
    return max(SLOWEST, int(half * ROUNDED) / ROUNDED)
