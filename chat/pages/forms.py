"""What the creator of a show chooses for its chat; chat/moderation/settings.py has the rules of the
rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shows.forms.refusing import RefusingForm
from shows.models import Show

from ..models import Chat
from ..moderation.settings import change_rules
from ..rules.settings_fields import HOURS, RULES, SECRET


def _count(label: Any, most: int, help_text: Any, *, required: bool = True) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": 0, "max": most})
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=required,
        help_text=help_text,
        widget=widget,
    )


class RulesForm(RefusingForm):
    opens_minutes = _count(
        _("Opens, minutes before the start"),
        60 * 24 * 30,
        _("Leave it empty to open with the doors."),
        required=False,
    )
    closes_minutes = _count(
        _("Closes, minutes after the end"), 1440, _("It stays there to be read.")
    )
    locked = forms.BooleanField(label=_("Only the cast writes"), required=False)
    followers_only = forms.BooleanField(label=_("Only your followers write"), required=False)
    verified_only = forms.BooleanField(
        label=_("Only people with a confirmed address write"), required=False
    )
    min_age_minutes = _count(
        _("Accounts are at least so many minutes old"), 60 * 24 * 365, _("0: of any age.")
    )
    slow_seconds = _count(
        _("Seconds between two messages of one person"), 3600, _("0: as fast as they like.")
    )
    links_off = forms.BooleanField(label=_("No links"), required=False)
    blocked_words = forms.CharField(
        label=_("Blocked words"),
        required=False,
        max_length=4000,
        help_text=_("One a line. A star stands for any letters: rot* is rotten, too."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    hold = forms.ChoiceField(
        label=_("Whose messages wait until somebody has read them"),
        choices=Chat.Hold.choices,
        widget=forms.RadioSelect,
    )
    groups = (
        (_("When it is open"), HOURS),
        (_("Who writes"), ("locked", "followers_only", "verified_only", "min_age_minutes")),
        (_("What they write"), ("slow_seconds", "links_off", "blocked_words", "hold")),
    )

    @classmethod
    def of(cls, chat: Chat) -> "RulesForm":
        return cls(initial={name: getattr(chat, name) for name in (*RULES, *SECRET, *HOURS)})

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def save(self, show: Show, by: User) -> bool:
        """Whether it was not refused. What nobody changed is no act."""
        self.try_to(change_rules, show, self.cleaned_data, by=by)
        return not self.errors
