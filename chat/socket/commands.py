"""What may be asked of a chat besides writing and reading, type by type: a verb of the domain that
is given the show, who asks and the fields, and answers with the type and the fields of the reply.
Each makes sure for itself that this person may.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from shows.models import Show

from ..log import voting
from ..models import Act
from ..moderation import moderation_log, review, settings, undoing, verbs

Answer = tuple[str, dict[str, Any]]


def _done(act: Act | None) -> Answer:
    """`number` is null where all was so already."""
    return "done", {"number": act.number if act else None}


# ── by anybody


def delete(show: Show, by: User, number: int, why: str = "") -> Answer:
    return _done(verbs.delete(show, number, by=by, why=why))


def react(show: Show, by: User, number: int, sign: str, on: bool) -> Answer:
    voting.react(show, number, sign, on, by=by)
    return "done", {}


def vote(show: Show, by: User, number: int, option: int, on: bool) -> Answer:
    voting.vote(show, number, option, on, by=by)
    return "done", {}


# ── by who keeps order


def silence(show: Show, by: User, person: str, minutes: int | None, why: str = "") -> Answer:
    return _done(verbs.silence(show, person, minutes, by=by, why=why))


def ban(show: Show, by: User, person: str, why: str = "") -> Answer:
    return _done(verbs.ban(show, person, by=by, why=why))


def undo(show: Show, by: User, number: int, why: str = "") -> Answer:
    return _done(undoing.undo(show, number, by=by, why=why))


def rules(show: Show, by: User, **changes: Any) -> Answer:
    return _done(settings.change_rules(show, changes, by=by))


def pin(show: Show, by: User, number: int | None) -> Answer:
    return _done(verbs.pin(show, number, by=by))


def settle(show: Show, by: User, number: int) -> Answer:
    return _done(verbs.settle(show, number, by=by))


def release(show: Show, by: User, held: int) -> Answer:
    return "done", {"number": review.release(show, held, by=by).number}


def drop(show: Show, by: User, held: int, why: str = "") -> Answer:
    return _done(review.drop(show, held, by=by, why=why))


def acts(show: Show, by: User, before: int | None = None) -> Answer:
    moderation_log.check(show, by)
    found, more = moderation_log.acts_before(show, before)
    return "acts", {"acts": found, "more": more}


def queue(show: Show, by: User) -> Answer:
    moderation_log.check(show, by)
    return "queue", {"held": moderation_log.waiting_for(show)}


def person(show: Show, by: User, person: str) -> Answer:
    moderation_log.check(show, by)
    return "person", moderation_log.person_in(show, person)


DEEDS: dict[str, Callable[..., Answer]] = {
    deed.__name__: deed
    for deed in (
        delete,
        react,
        vote,
        silence,
        ban,
        undo,
        rules,
        pin,
        settle,
        release,
        drop,
        acts,
        queue,
        person,
    )
}
