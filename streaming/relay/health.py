"""Health: the state of a peer by how long it has been silent."""

from enum import StrEnum

# Thresholds of silence. Peers send media or RTCP several times a second.
WEAK_SECONDS = 2.0
AWAY_SECONDS = 6.0
STOP_SECONDS = 15.0  # nothing is sent to the peer any more


class Health(StrEnum):
    NEW = "new"
    WELL = "well"
    WEAK = "weak"
    AWAY = "away"
    STOPPED = "stopped"
    GONE = "gone"


def health_after(silent: float) -> Health:
    for limit, health in (
        (STOP_SECONDS, Health.STOPPED),
        (AWAY_SECONDS, Health.AWAY),
        (WEAK_SECONDS, Health.WEAK),
    ):
        if silent > limit:
            return health
    return Health.WELL
