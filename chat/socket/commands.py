"""What may be asked of a chat besides writing and reading, type by type: a verb of the domain that
is given the show, who asks and the envelope, and answers with the type and the fields of the reply.
Each makes sure for itself that this person may.
"""

from collections.abc import Callable

from accounts.models import User
from shows.models import Show
from streaming.foundation.sockets.envelopes import Asked

from ..log import voting
from ..models import Act
from ..moderation import moderation_log, review, settings, undoing, verbs
from . import envelopes

Answer = tuple[str, dict[str, object]]


def _done(act: Act | None) -> Answer:
    """`number` is null where all was so already."""
    return "done", {"number": act.number if act else None}


# ── by anybody


def delete(show: Show, by: User, asked: envelopes.Delete) -> Answer:
    return _done(verbs.delete(show, asked.number, by=by, why=asked.why))


def react(show: Show, by: User, asked: envelopes.React) -> Answer:
    voting.react(show, asked.number, asked.sign, asked.on, by=by)
    return "done", {}


def vote(show: Show, by: User, asked: envelopes.Vote) -> Answer:
    voting.vote(show, asked.number, asked.option, asked.on, by=by)
    return "done", {}


# ── by moderators


def silence(show: Show, by: User, asked: envelopes.Silence) -> Answer:
    return _done(verbs.silence(show, asked.person, asked.minutes, by=by, why=asked.why))


def ban(show: Show, by: User, asked: envelopes.Ban) -> Answer:
    return _done(verbs.ban(show, asked.person, by=by, why=asked.why))


def undo(show: Show, by: User, asked: envelopes.Undo) -> Answer:
    return _done(undoing.undo(show, asked.number, by=by, why=asked.why))


def rules(show: Show, by: User, asked: envelopes.Rules) -> Answer:
    return _done(settings.change_rules(show, asked.changes(), by=by))


def pin(show: Show, by: User, asked: envelopes.Pin) -> Answer:
    return _done(verbs.pin(show, asked.number, by=by))


def settle(show: Show, by: User, asked: envelopes.Settle) -> Answer:
    return _done(verbs.settle(show, asked.number, by=by))


def release(show: Show, by: User, asked: envelopes.Release) -> Answer:
    return "done", {"number": review.release(show, asked.held, by=by).number}


def drop(show: Show, by: User, asked: envelopes.Drop) -> Answer:
    return _done(review.drop(show, asked.held, by=by, why=asked.why))


def acts(show: Show, by: User, asked: envelopes.Acts) -> Answer:
    moderation_log.check(show, by)
    found, more = moderation_log.acts_before(show, asked.before)
    return "acts", {"acts": found, "more": more}


def queue(show: Show, by: User, asked: envelopes.Queue) -> Answer:
    moderation_log.check(show, by)
    return "queue", {"held": moderation_log.waiting_for(show)}


def person(show: Show, by: User, asked: envelopes.AboutPerson) -> Answer:
    moderation_log.check(show, by)
    return "person", moderation_log.person_in(show, asked.person)


DEEDS: dict[type[Asked], Callable[..., Answer]] = {
    envelopes.Delete: delete,
    envelopes.React: react,
    envelopes.Vote: vote,
    envelopes.Silence: silence,
    envelopes.Ban: ban,
    envelopes.Undo: undo,
    envelopes.Rules: rules,
    envelopes.Pin: pin,
    envelopes.Settle: settle,
    envelopes.Release: release,
    envelopes.Drop: drop,
    envelopes.Acts: acts,
    envelopes.Queue: queue,
    envelopes.AboutPerson: person,
}
