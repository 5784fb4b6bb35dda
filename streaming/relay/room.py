"""Room: whether one more session finds a place.

A session that was begun and is not connected holds a place like any other, and costs whoever
begins it one request. So viewers of one network begin few at once, and when the house is full
those who should have been there by now make room.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from streaming.control.commands import Perform, Watch
from streaming.forwarding.refusal import Refusal

from .config import Config

if TYPE_CHECKING:
    from .peer import Peer

MOST_RESERVED = 50  # places for performers, or one in 20 of a small relay
CONNECTED_BY = 2.0  # seconds: by then even a far line has shaken hands


def opening(peers: Iterable["Peer"]) -> list["Peer"]:
    """Those who are not connected yet, the oldest first."""
    return [peer for peer in peers if peer.keys is None]


def check_network(command: Perform | Watch, on_their_way: list["Peer"], config: Config) -> None:
    if not isinstance(command, Watch) or not command.network:
        return
    same = sum(peer.network == command.network for peer in on_their_way)
    if same >= config.most_opening:
        sentence = "Too many begin to watch from this address. Come again in a moment."
        raise Refusal("relay.too_many_opening", sentence, 429)


def is_full(command: Perform | Watch, taken: int, config: Config) -> bool:
    """Whoever performs finds a place where viewers find none."""
    most = config.most_sessions
    if isinstance(command, Watch):
        most -= min(MOST_RESERVED, most // 20)
    return taken >= most


def overdue(on_their_way: list["Peer"], now: float) -> "Peer | None":
    """The oldest viewer who should be connected by now, and is not."""
    late = (one for one in on_their_way if not one.first and now - one.born_at > CONNECTED_BY)
    return next(late, None)
