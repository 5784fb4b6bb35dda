"""move(): the one statement that changes the state of a show."""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

from accounts import audit
from accounts.models import User

from .locking import lock_show
from .models import Show
from .signals import state_changed
from .states import State, check_move, wrong_moment


@transaction.atomic
def move(
    show: Show,
    there: State,
    *,
    by: User | None,
    only_from: tuple[State, ...] = (),
    announce: Signal | None = None,
    reason: str = "",
    **changes: Any,
) -> None:
    """Lock the row, ask the table, write, record, and announce after the commit.

    The row is read again under the lock: two people pressing at once make one move, and the
    second is refused with `show.wrong_moment`. Where several moves lead to one state, `only_from`
    says which of them a verb means.
    """
    here = lock_show(show).state
    check_move(here, there)
    if only_from and here not in only_from:
        raise wrong_moment(here)
    show.state = there
    for field, value in changes.items():
        setattr(show, field, value)
    show.save(update_fields=["state", "changed_at", *changes])
    audit.record(
        by, f"show.{there}", show, before={"state": here}, after={"state": there}, reason=reason
    )
    transaction.on_commit(lambda: _tell(show, announce))


def _tell(show: Show, announce: Signal | None) -> None:
    if announce is not None:
        announce.send(Show, show=show)
    state_changed.send(Show, show=show)
