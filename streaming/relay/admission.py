"""Admission: whether the relay takes one more session.

A half-open session (begun, not connected) takes a place like any other and costs its owner one
request. So each network may have only a share of the free places half-open: many while there is
room, as a whole school may come from one address, and few once room is scarce. A full relay drops
those that should be connected by now.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from streaming.control.commands import Perform, Watch
from streaming.forwarding.refusal import Refusal

from .config import Config

if TYPE_CHECKING:
    from .peer import Peer

MOST_RESERVED = 50  # places reserved for performers; a small relay reserves one in 20
SHARE = 4  # one network may have one in four of the free places half-open
CONNECTED_BY = 2.0  # seconds; a DTLS handshake takes less even over a distant line


def opening(peers: Iterable["Peer"]) -> list["Peer"]:
    """The half-open sessions, the oldest first."""
    return [peer for peer in peers if peer.keys is None]


def check_network(
    command: Perform | Watch, on_their_way: list["Peer"], taken: int, config: Config
) -> None:
    if not isinstance(command, Watch) or not command.network:
        return
    same = sum(peer.network == command.network for peer in on_their_way)
    free = config.most_sessions - taken + same
    if same >= max(config.most_opening, free // SHARE):
        sentence = "Too many begin to watch from this address. Come again in a moment."
        raise Refusal("relay.too_many_opening", sentence, 429)


def is_full(command: Perform | Watch, taken: int, config: Config) -> bool:
    """Whether all places are taken; performers also have the reserved ones."""
    most = config.most_sessions
    if isinstance(command, Watch):
        most -= min(MOST_RESERVED, most // 20)
    return taken >= most


def overdue(on_their_way: list["Peer"], now: float) -> "Peer | None":
    """The oldest half-open viewer that should be connected by now."""
    late = (one for one in on_their_way if not one.first and now - one.born_at > CONNECTED_BY)
    return next(late, None)
