"""Which sessions a member has on stages, so that they can be ended: remember() member_of() stays()
forget() drop() tidy(). Strangers are not remembered.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q

from accounts.models import Suspension, User
from shows.models import MediaSession, Show
from shows.states import OVER, State

from .sessions import Place, end

MOST = 20  # of one member at a time: many devices, and no crowd behind one account
AT_ONCE = 100  # so many beyond them are ended in one go
KEEP = timedelta(days=2)  # longer than the longest show, for those whose end nobody told
TIDIED = 1000
SECRETS = ("key:", "token:")


def of_key(pk: int) -> str:
    """What stands for a stream key in the place of a login."""
    return f"key:{pk}"


def of_token(pk: int) -> str:
    return f"token:{pk}"


def remember(user: User, show: Show, place: Place, *, login: str = "") -> None:
    """Before a relay is asked. `login` is the key of the session of the site that they came with;
    of_key() or of_token() for whoever came with a secret."""
    MediaSession.objects.create(
        user=user, show=show, session=place.session, relay=place.relay, login=_digest(login)
    )


def member_of(session: str) -> User | None:
    """Whose it is; None for that of a stranger, and for one that is over."""
    row = MediaSession.objects.filter(session=session).select_related("user").first()
    return row.user if row is not None else None


def stays(user: User, place: Place) -> bool:
    """Whether a session may go on now that the relay holds it: its row was not deleted while the
    relay was asked. Of more than MOST sessions the oldest are ended."""
    suspended = Suspension.objects.filter(user=OuterRef("user"), lifted_at=None)
    rows = MediaSession.objects.filter(~Exists(suspended), user=user).select_related("show")
    found = list(rows[: MOST + AT_ONCE])
    end(_take(found[MOST:]), "too_many")
    return place.session in {row.session for row in found[:MOST]}


def forget(
    user: User, *, show: Show | None = None, login: str = "", secrets: bool = True
) -> list[Place]:
    """Delete the rows of a member's sessions and return where these are: all, or those of one
    show, of one sign-in, or those that were not opened with a stream key or token."""
    rows = MediaSession.objects.filter(user=user).select_related("show")
    if show is not None:
        rows = rows.filter(show=show)
    if login:
        rows = rows.filter(login=_digest(login))
    if not secrets:
        rows = rows.exclude(_by_secret())
    return _take(list(rows))


def drop(session: str) -> None:
    MediaSession.objects.filter(session=session).delete()


def tidy(now: datetime) -> int:
    """Rows of shows that are over, and of sessions whose end nobody told; how many."""
    over = Q(show__state__in=OVER | {State.CANCELLED})
    old = MediaSession.objects.filter(over | Q(opened_at__lt=now - KEEP))
    return _delete(list(old.values_list("pk", flat=True)[:TIDIED]))


def _take(rows: list[MediaSession]) -> list[Place]:
    if rows:
        _delete([row.pk for row in rows])
    return [Place(row.show.uuid.hex, row.session, row.relay) for row in rows]


def _delete(pks: list[int]) -> int:
    return MediaSession.objects.filter(pk__in=pks).delete()[0]


def _by_secret() -> Q:
    by_key, by_token = (Q(login__startswith=secret) for secret in SECRETS)
    return by_key | by_token


def _digest(login: str) -> str:
    """The rows need not know what opens an account."""
    if login.startswith(SECRETS):
        return login
    return sha256(login.encode()).hexdigest()[:16] if login else ""
