"""undo(): what an act did is as if it had not been. That is an act too, and stays."""

from typing import Any

from accounts.models import User
from shows.models import Show

from ..models import Act, Chat, Message
from ..rules import refusals
from ..rules.settings_fields import rules_of
from . import review
from .verbs import acts_for_the_site, moderating, tell_of, write_act

# What was released is a message, and can be deleted.
NOT_UNDONE = (Act.Kind.UNDO, Act.Kind.RELEASE)


def undo(show: Show, number: int, *, by: User, why: str = "") -> Act:
    """Silences and bans end with the row itself: chat/people/author_rights.py looks for what undoes
    them."""
    with moderating(show, by) as chat:
        act = _act_at(show, number)
        _check(act, show, by)
        if take_back := _TAKEN_BACK.get(Act.Kind(act.kind)):
            take_back(act, chat)
        return write_act(
            chat,
            show,
            Act.Kind.UNDO,
            by=by,
            why=why,
            undone=act,
            message=act.message,
            person=act.person,
            details=_rules_now(act, chat),
        )


def _act_at(show: Show, number: int) -> Act:
    acts = Act.objects.select_related("message", "person", "show")
    if act := acts.filter(show=show, number=number).first():
        return act
    if Message.objects.filter(show=show, number=number).exists():
        raise refusals.wrong_kind()
    raise refusals.unknown_number()


def _check(act: Act, show: Show, by: User) -> None:
    if act.kind in NOT_UNDONE:
        raise refusals.wrong_kind()
    if act.undoes.exists():
        raise refusals.settled()
    # What an author withdrew is theirs alone to bring back; what the site did is the site's.
    withdrawn = act.details.get("deleted") == "author" and act.by_id != by.pk
    if withdrawn or (act.details.get("site") and not acts_for_the_site(by, show)):
        raise refusals.not_yours()


def _restore(act: Act, chat: Chat) -> None:
    Message.objects.filter(deletion=act).update(deletion=None)
    if act.message:
        act.message.deletion = None


def _open_again(act: Act, chat: Chat) -> None:
    Message.objects.filter(settled=act).update(settled=None)
    if act.message:
        act.message.settled = None


def _pin_as_before(act: Act, chat: Chat) -> None:
    """Unless something else was pinned since."""
    if chat.pinned_id != act.message_id:
        return
    before = act.details.get("before")
    chat.pinned = Message.objects.filter(show=chat.pk, number=before or 0, deletion=None).first()
    chat.save(update_fields=["pinned"])


def _rule_as_before(act: Act, chat: Chat) -> None:
    """Those that nobody has changed since."""
    before, after = act.details["before"], act.details["after"]
    mine = [name for name in before if getattr(chat, name) == after[name]]
    for name in mine:
        setattr(chat, name, before[name])
    if mine:
        chat.save(update_fields=mine)


def _hold_again(act: Act, chat: Chat) -> None:
    review.hold_again(act)


def _unban(act: Act, chat: Chat) -> None:
    if act.person:
        tell_of(act.person)


_TAKEN_BACK = {
    Act.Kind.BAN: _unban,
    Act.Kind.DELETE: _restore,
    Act.Kind.DROP: _hold_again,
    Act.Kind.SETTLE: _open_again,
    Act.Kind.PIN: _pin_as_before,
    Act.Kind.RULES: _rule_as_before,
}


def _rules_now(act: Act, chat: Chat) -> dict[str, Any]:
    return {"rules": rules_of(chat)} if act.kind == Act.Kind.RULES else {}
