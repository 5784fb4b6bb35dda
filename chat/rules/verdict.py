"""What happens to what somebody wants to say: verdict(). Pure: the rows are given, the clock too.

Asked in the transaction that accepts, with the chat locked (chat/log/numbering.py). So a decision
about somebody counts for everything that gets a number after it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from streaming.foundation.refusals import Refused

from ..models import Chat
from . import refusals
from .blocked_words import blocks
from .hours import Hours

MOST_LETTERS = 500
HOLD = "hold"  # somebody reads it first

# What people can follow without being handed a link; the dots of every script are dots here.
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|\bwww\d{0,2}\.)\S"
    r"|[\w-]\.(?:com|net|org|info|biz|app|dev|xyz|top|shop|site|online|live|link|club|gg|io|ly|me"
    r"|tv|cc|co|ru|cn|tk|to|eu|de|at|ch|fr|uk|us)\b(?:[/:?#]\S|(?!\.?\w|-))"
    r"|\.[a-z]{2,20}/\S"
)
_DOTS = str.maketrans("。․‧", "...")


@dataclass(slots=True)
class AuthorRights:
    """What a chat has to know of one person; chat/people/author_rights.py reads it. Whoever accepts
    several of one person at once moves `last_at` along."""

    moderates: bool = False
    in_cast: bool = False
    badge: str | None = None
    suspended: bool = False
    banned: bool = False
    silenced: bool = False
    silenced_until: datetime | None = None  # None, though silenced: until the chat closes
    follows: bool = False
    verified: bool = False
    joined_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def is_exempt(self) -> bool:
        """Whether only the hours and the length of a message bind them."""
        return self.moderates or self.in_cast


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say, cleaned."""

    text: str


def verdict(
    draft: Draft, rights: AuthorRights | None, chat: Chat, hours: Hours, now: datetime
) -> Refused | str | None:
    """None: it is accepted. HOLD: it waits for review. Else why not."""
    if why := bar(rights, chat, hours, now) or _length(draft.text):
        return why
    assert rights is not None  # nobody was barred above
    if rights.is_exempt:
        return None
    if seconds := wait_seconds(rights, chat, now):
        return refusals.slow(seconds)
    if chat.links_off and has_link(draft.text):
        return refusals.no_links()
    return _review(draft.text, chat)


def bar_from_reacting(rights: AuthorRights | None, hours: Hours) -> Refused | None:
    """Why this person may not even react or vote now: that is no message, so fewer rules bind."""
    if rights is None:
        return refusals.sign_in()
    if rights.suspended:
        return refusals.suspended()
    if not hours.open:
        return refusals.closed(hours.opens_at)
    return None if rights.is_exempt else _restrictions(rights)


def _restrictions(rights: AuthorRights) -> Refused | None:
    if rights.banned:
        return refusals.banned()
    return refusals.silenced(rights.silenced_until) if rights.silenced else None


def bar(rights: AuthorRights | None, chat: Chat, hours: Hours, now: datetime) -> Refused | None:
    """Why this person may not write at all now, whatever it is."""
    if (why := bar_from_reacting(rights, hours)) or rights is None or rights.is_exempt:
        return why
    return _bar_of_audience(rights, chat, now)


def _bar_of_audience(rights: AuthorRights, chat: Chat, now: datetime) -> Refused | None:
    if chat.locked:
        return refusals.locked()
    if chat.followers_only and not rights.follows:
        return refusals.followers_only()
    if chat.verified_only and not rights.verified:
        return refusals.verified_only()
    return _age(rights, chat, now)


def _age(rights: AuthorRights, chat: Chat, now: datetime) -> Refused | None:
    if not chat.min_age_minutes or rights.joined_at is None:
        return None
    left = rights.joined_at + timedelta(minutes=chat.min_age_minutes) - now
    minutes = ceil(left / timedelta(minutes=1))
    return refusals.too_new(minutes) if minutes > 0 else None


def wait_seconds(rights: AuthorRights, chat: Chat, now: datetime) -> int:
    """How long slow mode lets them wait; 0 for those whom it does not bind."""
    if rights.is_exempt or not chat.slow_seconds or rights.last_at is None:
        return 0
    left = rights.last_at + timedelta(seconds=chat.slow_seconds) - now
    # A clock that was set back must not keep anybody waiting for longer than the rule says.
    return max(0, min(chat.slow_seconds, ceil(left.total_seconds())))


def _length(text: str) -> Refused | None:
    if not text.strip():
        return refusals.empty()
    return refusals.too_long(MOST_LETTERS) if len(text) > MOST_LETTERS else None


def _review(text: str, chat: Chat) -> Refused | str | None:
    if chat.hold == Chat.Hold.EVERYBODY:
        return HOLD
    if not blocks(chat.blocked_words, text):
        return None
    return HOLD if chat.hold == Chat.Hold.WORDS else refusals.blocked_word()


def has_link(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).translate(_DOTS).casefold()
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return _LINK.search(seen) is not None
