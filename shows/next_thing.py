"""The one thing to do next for a show: next_thing(); what is prepared already: checklist()."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .air.reopening import REOPEN_WITHIN, reopens_until
from .models import CastMember, Show
from .states import COMING, State


@dataclass(frozen=True)
class NextThing:
    """A sentence about where the show stands, and the button that moves it on."""

    sentence: str
    act: str
    url: str
    commits: bool = False


@dataclass(frozen=True)
class Check:
    text: str
    done: bool
    url: str


def next_thing(show: Show) -> NextThing:
    return _hidden(show) if show.hidden_at else NEXT[State(show.state)](show)


def _to(name: str, show: Show) -> str:
    return reverse(f"shows:{name}", args=[show.slug])


def _hidden(show: Show) -> NextThing:
    sentence = _("Moderators have hidden this show. Nobody else sees it until they show it again.")
    return NextThing(sentence, _("Change words and poster"), _to("edit", show))


def _draft(show: Show) -> NextThing:
    if show.starts_at <= timezone.now():
        sentence = _("This draft was to start at a time gone by. Give it a new one.")
        return NextThing(sentence, _("Choose a new time"), _to("reschedule", show))
    sentence = _("Only you can see this draft. Put it on the bill when it is ready.")
    return NextThing(sentence, _("Announce the show"), _to("announce", show), commits=True)


def _announced(show: Show) -> NextThing:
    if timezone.now() >= show.doors_at - timedelta(minutes=30):
        sentence = _("It is nearly time. Let the audience in.")
        return NextThing(sentence, _("Open the doors"), _to("open_doors", show), commits=True)
    sentence = _("Try picture and sound with the cast alone; the audience sees nothing of it.")
    return _studio(show, sentence)


def _rehearsal(show: Show) -> NextThing:
    if timezone.now() >= show.doors_at:
        sentence = _("It is time. Opening the doors ends the rehearsal.")
        return NextThing(sentence, _("Open the doors"), _to("open_doors", show), commits=True)
    sentence = _("You are among yourselves. To everybody else the show is simply announced.")
    return _studio(show, sentence)


def _doors(show: Show) -> NextThing:
    sentence = _("The audience is coming in. Go live when you are ready.")
    return _studio(show, sentence, commits=True)


def _on_air(show: Show) -> NextThing:
    return _studio(show, str(ON_AIR_NOW[State(show.state)]), commits=True)


def _studio(show: Show, sentence: str, *, commits: bool = False) -> NextThing:
    return NextThing(sentence, _("Open the live studio"), _to("live_desk", show), commits)


def _over(show: Show) -> NextThing:
    if _may_be_reopened(show):
        sentence = _(
            "Nobody came back to the stage, so the show has ended. For an hour you can open it "
            "again: same page, same seats, same chat."
        )
        return NextThing(sentence, _("Reopen the show"), _to("reopen", show), commits=True)
    sentence = _("The curtain has fallen. Play it again on another evening?")
    if show.state == State.CANCELLED:
        sentence = _("This show was cancelled. Everybody who had a seat was told.")
    return NextThing(sentence, _("Make another like it"), _to("duplicate", show))


def _may_be_reopened(show: Show) -> bool:
    """Ask the database only about shows that ended lately: lists have many that ended long ago."""
    is_fresh = show.changed_at > timezone.now() - REOPEN_WITHIN
    return is_fresh and reopens_until(show) is not None


ON_AIR_NOW = {
    State.LIVE: gettext_lazy("The show is on."),
    State.INTERRUPTED: gettext_lazy(
        "The picture is gone; your audience waits for you. Go on stage again."
    ),
    State.INTERMISSION: gettext_lazy("It’s the intermission. Your audience is waiting for you."),
}
NEXT = {
    State.DRAFT: _draft,
    State.ANNOUNCED: _announced,
    State.REHEARSAL: _rehearsal,
    State.DOORS: _doors,
    State.LIVE: _on_air,
    State.INTERRUPTED: _on_air,
    State.INTERMISSION: _on_air,
    State.ENDED: _over,
    State.REPLAY: _over,
    State.CANCELLED: _over,
}


def checklist(show: Show) -> list[Check]:
    """What a good show has before its doors open; nothing once they did."""
    if show.state != State.DRAFT and (show.state not in COMING or show.state == State.DOORS):
        return []
    waiting = show.cast.filter(answer=CastMember.Answer.INVITED).exists()
    edit = _to("edit", show)
    return [
        Check(_("Say in one sentence what it is"), bool(show.summary), edit),
        Check(_("Describe what people will see"), bool(show.description), edit),
        Check(_("Hang a poster of your own"), show.poster is not None, edit),
        Check(_("Everybody asked into the cast has answered"), not waiting, _to("cast", show)),
    ]
