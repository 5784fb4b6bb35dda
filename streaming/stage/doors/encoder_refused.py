"""Why an encoder was turned away, for the person it belongs to: noted() note_of() forget() told().

An encoder shows its user next to nothing of an answer: OBS says “check your stream key”, whatever
was wrong. So the last refusal of each person in each show is kept for a while, for the studio.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from shows.models import Appearance, Show
from shows.states import State
from streaming.foundation.refusals import Refused

# Long enough to come back from the encoder to the studio and wonder.
KEEP_SECONDS = 600
# In words that help in the studio; else the sentence that the encoder got.
WORDS = {
    "stage.taken": gettext_lazy(
        "You’re already performing, from this page or another device. Leave the stage there first."
    ),
    "stage.elsewhere": gettext_lazy("You are on stage in another show. Leave it first."),
    "stage.removed": gettext_lazy("The host has taken you off the stage."),
    "relay.no_answer": gettext_lazy("The relay does not answer. Try again soon."),
    "relay.full": gettext_lazy("Every place on this site is taken. Try again soon."),
}


MOMENTS = {
    State.DRAFT: gettext_lazy("The show is a draft; announce it first."),
    State.CANCELLED: gettext_lazy("The show is cancelled."),
    State.ENDED: gettext_lazy("The show has ended."),
    State.REPLAY: gettext_lazy("The show has ended."),
}


@contextmanager
def noted(show: Show, user: User) -> Iterator[None]:
    """Note each refusal inside, and raise it again."""
    try:
        yield
    except Refused as refusal:
        note(show, user, refusal)
        raise


def note(show: Show, user: User, refusal: Refused) -> None:
    cache.set(_key(show, user), [refusal.code, str(refusal.sentence), time.time()], KEEP_SECONDS)


def note_of(session: str, refusal: Refused) -> None:
    """They were let in, and then the relay said no."""
    if (about := _about(session)) is not None:
        note(about.show, about.user, refusal)


def forget(session: str) -> None:
    """The relay has let them in: what was noted is over."""
    if (about := _about(session)) is not None:
        cache.delete(_key(about.show, about.user))


def told(show: Show, user: User) -> str:
    """“Your encoder was turned away 2 minutes ago. …”; empty where it was not."""
    kept = cache.get(_key(show, user))
    if kept is None:
        return ""
    code, sentence, at = kept
    return f"{_when(int((time.time() - at) // 60))} {_why(show, code) or sentence}"


def _when(minutes: int) -> str:
    if not minutes:
        return _("Your encoder was turned away just now.")
    sentence = ngettext(
        "Your encoder was turned away %(minutes)s minute ago.",
        "Your encoder was turned away %(minutes)s minutes ago.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def _why(show: Show, code: str) -> str:
    if code == "show.wrong_moment":
        return str(MOMENTS.get(State(show.state), ""))
    return str(WORDS.get(code, ""))


def _about(session: str) -> Appearance | None:
    return Appearance.objects.select_related("show", "user").filter(session=session).first()


def _key(show: Show, user: User) -> str:
    return f"encoder_refused:{show.pk}:{user.pk}"
