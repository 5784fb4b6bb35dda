"""The refusals of a chat: each code of docs/protocol.md in one place. `more` is told beside the
code: `opens_at`, `retry_after`."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from streaming.foundation.refusals import Refused


def sign_in() -> Refused:
    return Refused("chat.sign_in", _("Sign in to write."), status=401)


def suspended() -> Refused:
    return Refused("account.suspended", _("This account is suspended."), status=403)


def closed(opens_at: datetime | None) -> Refused:
    sentence = _("The chat is not open yet.") if opens_at else _("The chat is closed.")
    more = {"opens_at": opens_at.isoformat()} if opens_at else {}
    return Refused("chat.closed", sentence, status=409, more=more)


def banned() -> Refused:
    return Refused("chat.banned", _("You may not write in the shows of this creator."), status=403)


def silenced(until: datetime | None = None) -> Refused:
    """`until` is told beside the sentence, so that pages show it in local time; None: until the
    chat closes."""
    if until is None:
        sentence = _("A moderator has silenced you in this chat.")
        return Refused("chat.silenced", sentence, status=403)
    sentence = _("A moderator has silenced you for a while. It ends by itself.")
    return Refused("chat.silenced", sentence, status=403, more={"until": until.isoformat()})


def locked() -> Refused:
    return Refused("chat.locked", _("Only the cast writes now."), status=403)


def followers_only() -> Refused:
    return Refused("chat.followers_only", _("Only who follows the creator writes now."), status=403)


def verified_only() -> Refused:
    return Refused(
        "chat.verified_only", _("Confirm your e-mail address to write here."), status=403
    )


def too_new(minutes: int) -> Refused:
    sentence = ngettext(
        "Your account is too new to write here; in %(minutes)d minute it is not.",
        "Your account is too new to write here; in %(minutes)d minutes it is not.",
        minutes,
    )
    return Refused(
        "chat.too_new", sentence % {"minutes": minutes}, status=403, retry_after=minutes * 60
    )


def slow(seconds: int) -> Refused:
    sentence = ngettext(
        "The chat is slow now: write again in %(seconds)d second.",
        "The chat is slow now: write again in %(seconds)d seconds.",
        seconds,
    )
    return Refused("chat.slow", sentence % {"seconds": seconds}, status=429, retry_after=seconds)


def empty() -> Refused:
    return Refused("chat.empty", _("There is nothing to read in this message."), status=400)


def too_long(most: int) -> Refused:
    sentence = _("A message has at most %(most)d characters.") % {"most": most}
    return Refused("chat.too_long", sentence, status=400)


def no_links() -> Refused:
    return Refused("chat.no_links", _("There are no links in this chat."), status=403)


def blocked_word() -> Refused:
    return Refused("chat.blocked_word", _("A word of this message is blocked here."), status=403)


def unknown_number() -> Refused:
    return Refused("chat.unknown_number", _("There is nothing with this number here."), status=404)


def unknown_person() -> Refused:
    return Refused("chat.unknown_person", _("Nobody has this name."), status=404)


def not_moderator() -> Refused:
    return Refused("chat.not_moderator", _("Only moderators may do this here."), status=403)


def not_them() -> Refused:
    return Refused(
        "chat.not_them", _("This person cannot be silenced or banned by you."), status=403
    )


def not_yours() -> Refused:
    return Refused("chat.not_yours", _("This is not your message."), status=403)


def wrong_kind() -> Refused:
    return Refused("chat.wrong_kind", _("This cannot be done with that."), status=409)


def settled() -> Refused:
    return Refused("chat.settled", _("This is settled already."), status=409)


def bad_minutes() -> Refused:
    return Refused("chat.bad_minutes", _("For 1, 10 or 60 minutes, or until the end."), status=400)


def author_restricted() -> Refused:
    sentence = _("This person may not write here now. Undo that first.")
    return Refused("chat.silenced", sentence, status=409)


def bad_options() -> Refused:
    return Refused("chat.bad_options", _("Two to six options, each another."), status=400)


def bad_client() -> Refused:
    return Refused("chat.bad_client", _("This id cannot be kept."), status=400)


def queue_full() -> Refused:
    sentence = _("Very many messages wait to be read first. Write again a little later.")
    return Refused("chat.full", sentence, status=503, retry_after=60)


# People who are banned or silenced in a chat may not applaud there either.
RESTRICTED: dict[str, Callable[[], Refused]] = {"chat.banned": banned, "chat.silenced": silenced}
