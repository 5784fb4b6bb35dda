"""The shape of what is said on browser sockets; docs/protocol.md describes each."""

from shows.models import Show
from shows.states import State

VERSION = 1


def state_envelope(show: Show) -> dict[str, object]:
    """The state of a show as the audience may know it: a rehearsal is nobody's business."""
    state = State.ANNOUNCED if show.state == State.REHEARSAL else show.state
    return {
        "v": VERSION,
        "type": "show.state",
        "state": str(state),
        "starts_at": show.starts_at.isoformat(),
        "seats_left": show.seats_left,
    }
