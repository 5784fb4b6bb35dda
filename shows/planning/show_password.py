"""Shows behind a password: unlock() tries it. Guessing is slow.

Tries are counted for the session, if there is one, and for the address, so that deleting the cookie
gives no more of them. Only the right password makes a session.
"""

from django.contrib.auth.hashers import check_password
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.utils.translation import gettext as _

from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused

from ..access import UNLOCKED, password_mark
from ..models import Show

WINDOW_SECONDS = 600
TRIES_OF_A_SESSION = 6
TRIES_OF_AN_ADDRESS = 30


def unlock(show: Show, password: str, *, session: SessionBase, address: str) -> None:
    """Remember in the session that the password was given; else Refused."""
    if show.access != Show.Access.PASSWORD:
        return
    mine = f"{show.pk}:session:{session.session_key}" if session.session_key else ""
    if mine:
        _count_try(mine, TRIES_OF_A_SESSION)
    _count_try(f"{show.pk}:address:{address}", TRIES_OF_AN_ADDRESS)
    if not check_password(password, show.password):
        raise Refused(
            "show.wrong_password",
            _("That is not the password. Look at the message that invited you."),
            status=403,
            field="password",
        )
    if mine:
        cache.delete(_key(mine))
    marks = [mark for mark in session.get(UNLOCKED, []) if mark != password_mark(show)]
    session[UNLOCKED] = [*marks, password_mark(show)][-50:]


def _count_try(name: str, most: int) -> None:
    if rate_limits.count_one(_key(name), WINDOW_SECONDS) > most:
        raise Refused(
            "show.too_many_tries",
            _("Too many tries. Wait ten minutes, then try again."),
            status=429,
            field="password",
        )


def _key(name: str) -> str:
    return f"show-password:{name}"
