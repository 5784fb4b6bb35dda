"""What a chat says no with: each code of docs/protocol.md in one place. `more` is told beside the
code: `opens_at`, `retry_after`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from streaming.foundation.refusals import Refused


class ChatRefused(Refused):
    """A rule of a chat said no."""

    def __init__(self, code: str, sentence: str, *, status: int = 403, **more: Any) -> None:
        super().__init__(code, sentence, status=status, retry_after=more.get("retry_after"))
        self.more = more


def sign_in() -> ChatRefused:
    return ChatRefused("chat.sign_in", _("Sign in to write."), status=401)


def suspended() -> Refused:
    return Refused("account.suspended", _("This account is suspended."), status=403)


def closed(opens_at: datetime | None) -> ChatRefused:
    sentence = _("The chat is not open yet.") if opens_at else _("The chat is closed.")
    more = {"opens_at": opens_at.isoformat()} if opens_at else {}
    return ChatRefused("chat.closed", sentence, status=409, **more)


def banned() -> ChatRefused:
    return ChatRefused("chat.banned", _("You may not write in the shows of this creator."))


def silenced(until: datetime | None = None) -> ChatRefused:
    """`until` is told beside the sentence, so that pages show it in local time; None: until the
    chat closes."""
    if until is None:
        sentence = _("Somebody who keeps order has silenced you in this chat.")
        return ChatRefused("chat.silenced", sentence)
    sentence = _("Somebody who keeps order has silenced you for a while. It ends by itself.")
    return ChatRefused("chat.silenced", sentence, until=until.isoformat())


def locked() -> ChatRefused:
    return ChatRefused("chat.locked", _("Only the cast writes now."))


def followers_only() -> ChatRefused:
    return ChatRefused("chat.followers_only", _("Only who follows the creator writes now."))


def verified_only() -> ChatRefused:
    return ChatRefused("chat.verified_only", _("Confirm your e-mail address to write here."))


def too_new(minutes: int) -> ChatRefused:
    sentence = ngettext(
        "Your account is too new to write here; in %(minutes)d minute it is not.",
        "Your account is too new to write here; in %(minutes)d minutes it is not.",
        minutes,
    )
    return ChatRefused("chat.too_new", sentence % {"minutes": minutes}, retry_after=minutes * 60)


def slow(seconds: int) -> ChatRefused:
    sentence = ngettext(
        "The chat is slow now: write again in %(seconds)d second.",
        "The chat is slow now: write again in %(seconds)d seconds.",
        seconds,
    )
    return ChatRefused(
        "chat.slow", sentence % {"seconds": seconds}, status=429, retry_after=seconds
    )


def empty() -> ChatRefused:
    return ChatRefused("chat.empty", _("There is nothing to read in this message."), status=400)


def too_long(most: int) -> ChatRefused:
    sentence = _("A message has at most %(most)d characters.") % {"most": most}
    return ChatRefused("chat.too_long", sentence, status=400)


def no_links() -> ChatRefused:
    return ChatRefused("chat.no_links", _("There are no links in this chat."))


def blocked_word() -> ChatRefused:
    return ChatRefused("chat.blocked_word", _("A word of this message is blocked here."))


def unknown_number() -> ChatRefused:
    return ChatRefused(
        "chat.unknown_number", _("There is nothing with this number here."), status=404
    )


def unknown_person() -> ChatRefused:
    return ChatRefused("chat.unknown_person", _("Nobody has this name."), status=404)


def not_moderator() -> ChatRefused:
    return ChatRefused("chat.not_moderator", _("Only who keeps order here may do this."))


def not_them() -> ChatRefused:
    return ChatRefused("chat.not_them", _("This person cannot be silenced or banned by you."))


def not_yours() -> ChatRefused:
    return ChatRefused("chat.not_yours", _("This is not your message."))


def wrong_kind() -> ChatRefused:
    return ChatRefused("chat.wrong_kind", _("This cannot be done with that."), status=409)


def settled() -> ChatRefused:
    return ChatRefused("chat.settled", _("This is settled already."), status=409)


def bad_minutes() -> ChatRefused:
    return ChatRefused(
        "chat.bad_minutes", _("For 1, 10 or 60 minutes, or until the end."), status=400
    )


def author_restricted() -> ChatRefused:
    sentence = _("This person may not write here now. Undo that first.")
    return ChatRefused("chat.silenced", sentence, status=409)


def bad_options() -> ChatRefused:
    return ChatRefused("chat.bad_options", _("Two to six options, each another."), status=400)


def bad_client() -> ChatRefused:
    return ChatRefused("chat.bad_client", _("This id cannot be kept."), status=400)


def queue_full() -> ChatRefused:
    sentence = _("Very many messages wait to be read first. Write again a little later.")
    return ChatRefused("chat.full", sentence, status=503, retry_after=60)


# People who are banned or silenced in a chat may not applaud there either.
RESTRICTED: dict[str, Callable[[], Refused]] = {"chat.banned": banned, "chat.silenced": silenced}
