"""What is on, when, who is in it, what happened; one noun per file."""

from .appearance import Appearance
from .broadcast import Broadcast
from .cast import CastMember
from .invitation import Invitation
from .letter import Letter
from .media_session import MediaSession
from .mute import Mute
from .presence import Presence
from .relay_run import RelayRun
from .reminder import Quiet, Reminder
from .removal import Removal
from .seat import Seat
from .seat_wish import SeatWish
from .show import Show
from .stream_key import StreamKey
from .tag import Tag

__all__ = [
    "Appearance",
    "Broadcast",
    "CastMember",
    "Invitation",
    "Letter",
    "MediaSession",
    "Mute",
    "Presence",
    "Quiet",
    "RelayRun",
    "Reminder",
    "Removal",
    "Seat",
    "SeatWish",
    "Show",
    "StreamKey",
    "Tag",
]
