"""The form of a show, in the order people think: what, when, who may come, how they get in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from streaming.foundation.refusals import Refused

from ..locking import lock_show
from ..models import Show
from ..models.show import DEFAULT_GRACE
from ..planning import schedule
from ..planning.fields import CLEANERS, LONGEST_GRACE, MOST_SEATS, SHORTEST_GRACE
from ..planning.local_time import local_to_utc
from ..planning.writing import BEFORE_DOORS, HARMLESS, change_show, make_show
from ..posters import uploads
from ..states import State
from .clock import WallClockField, ZoneField
from .minutes import MinutesField
from .refusing import RefusingForm

WHAT = ["title", "category", "summary", "description", "poster", "remove_poster", "tags"]
WHAT += ["language", "content_notes"]
WHEN = ["starts_at", "time_zone", "length_minutes", "doors_minutes", "grace_seconds"]
WHO = ["access", "password", "capacity"]
HOW = ["slug"]
CHAT = ["chat_rules"]
# Once announced, dates move on a page of their own that says who is told; links keep working.
ONLY_DRAFTS = ("starts_at", "time_zone", "length_minutes", "slug")


@dataclass(frozen=True)
class Part:
    name: str
    title: str
    fields: list[forms.BoundField]


def category_choices() -> list[tuple[str, Any]]:
    return [("", _("Choose one")), *Show.Category.choices]


def language_choices() -> list[tuple[str, str]]:
    named = [(code, info["name_local"]) for code, info in LANG_INFO.items() if "name_local" in info]
    return [("", _("No words, or many languages")), *sorted(named, key=lambda one: one[1].lower())]


class LanguageField(forms.ChoiceField):
    """The usual ones to choose from; the API may have set a rarer one, which is kept."""

    def valid_value(self, value: Any) -> bool:
        return True


class TagsField(forms.CharField):
    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return (super().to_python(value) or "").split(",")[:100]


class ShowForm(RefusingForm):
    # The moment of the last change that whoever fills this in has seen.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), widget=forms.TextInput(attrs={"maxlength": 120}))
    category = forms.ChoiceField(label=_("Category"), choices=category_choices)
    summary = forms.CharField(
        label=_("In one sentence"),
        required=False,
        help_text=_("Stands under the title wherever the show is listed."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        help_text=_(
            "What will people see? *Emphasis*, **strong words**, lists and links can be "
            "written as Markdown."
        ),
        widget=forms.Textarea(attrs={"maxlength": 10_000, "rows": 8}),
    )
    poster = forms.FileField(
        label=_("Poster"),
        required=False,
        help_text=_(
            "Any shape; upright, 3 to 4, looks best in lists. At least 1200 pixels wide. JPEG, "
            "PNG, WebP or GIF up to 10 MB. Without one we set your title as a poster."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    remove_poster = forms.BooleanField(label=_("Take the present poster down"), required=False)
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_("Up to 8 words, with commas between them: jazz, late night."),
    )
    language = LanguageField(label=_("Language"), required=False, choices=language_choices)
    content_notes = forms.CharField(
        label=_("Content notes"),
        required=False,
        help_text=_("What some would like to know before: strobe light, strong words, loud bangs."),
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )
    starts_at = WallClockField(label=_("Starts"))
    time_zone = ZoneField()
    length_minutes = forms.IntegerField(
        label=_("Length in minutes"),
        initial=60,
        widget=forms.NumberInput(attrs={"min": 1, "max": 1440}),
    )
    doors_minutes = forms.IntegerField(
        label=_("Doors open, minutes before"),
        initial=15,
        widget=forms.NumberInput(attrs={"min": 0, "max": 720}),
    )
    grace_seconds = MinutesField(
        label=_("When nobody sends, wait this many minutes"),
        initial=DEFAULT_GRACE,
        help_text=_(
            "A line breaks, an encoder falls over: the stage is dark and the house stays. Whoever "
            "is back by then goes on in the same show. After that it ends; for an hour you can "
            "open it again."
        ),
        widget=forms.NumberInput(
            attrs={"min": round(SHORTEST_GRACE / 60, 2), "max": LONGEST_GRACE // 60, "step": "any"}
        ),
    )
    access = forms.ChoiceField(
        label=_("Open to"),
        choices=Show.Access.choices,
        initial=Show.Access.PUBLIC,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password at the door"),
        required=False,
        strip=True,
        help_text=_("Only for shows with a password. It is kept hashed; nobody can read it again."),
        widget=forms.PasswordInput(attrs={"maxlength": 128, "autocomplete": "new-password"}),
    )
    capacity = forms.IntegerField(
        label=_("Seats in the house"),
        required=False,
        help_text=_("Leave it empty for as many as come."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_SEATS}),
    )
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        help_text=_("The end of the link: small letters, digits, hyphens. Empty: from the title."),
        widget=forms.TextInput(attrs={"maxlength": 80, "autocapitalize": "none"}),
    )
    chat_rules = forms.CharField(
        label=_("Rules of the chat"),
        required=False,
        help_text=_("Shown to everybody before they write their first line."),
        widget=forms.Textarea(attrs={"maxlength": 1000, "rows": 3}),
    )

    def __init__(self, *args: Any, creator: User, show: Show | None = None, **options: Any) -> None:
        self.creator, self.show = creator, show
        options["initial"] = (_of(show) if show else _fresh(creator)) | options.get("initial", {})
        super().__init__(*args, **options)
        # The field is not required, but the page must not call it optional.
        self.fields["password"].is_asked_for = True  # type: ignore[attr-defined]
        for name in self._closed():
            del self.fields[name]
        if show and show.password and "password" in self.fields:
            self.fields["password"].help_text = _("Leave it empty to keep the present one.")

    def _closed(self) -> list[str]:
        """What this show does not have, or may no longer change."""
        show = self.show
        if show is None:
            return ["remove_poster", "seen"]
        if show.state not in BEFORE_DOORS:
            open_now = HARMLESS | {"poster", "seen"} | ({"remove_poster"} if show.poster else set())
            return [name for name in self.fields if name not in open_now]
        closed = [] if show.poster else ["remove_poster"]
        return closed + ([] if show.state == State.DRAFT else list(ONLY_DRAFTS))

    def parts(self) -> list[Part]:
        named = (
            ("what", _("What"), WHAT),
            ("when", _("When"), WHEN),
            ("who", _("Who may come"), WHO),
            ("how", _("How they get in"), HOW),
            ("chat", _("The chat"), CHAT),
        )
        parts = [
            Part(key, str(title), [self[name] for name in names if name in self.fields])
            for key, title, names in named
        ]
        return [part for part in parts if part.fields]

    @property
    def poster_lost(self) -> bool:
        """Browsers do not give a file twice: after an error it has to be chosen again."""
        return bool(self.files.get("poster")) and bool(self.errors)

    def clean(self) -> dict[str, Any]:
        """Every field that is wrong is named at once, each by its own rule."""
        given = super().clean() or {}
        self._to_moment(given)
        for name in [name for name in CLEANERS if name in given]:
            try:
                given[name] = CLEANERS[name](given[name])
            except Refused as refusal:
                self.refuse(refusal, name)
        if upload := given.get("poster"):
            self._draw(given, upload)
        return given

    def _to_moment(self, given: dict[str, Any]) -> None:
        local: datetime | None = given.get("starts_at")
        if local is None or "time_zone" not in given:
            given.pop("starts_at", None)
            return
        try:
            given["starts_at"] = local_to_utc(local, given["time_zone"])
            if self.show is None or given["starts_at"] != self.show.starts_at:
                schedule.check_start(given["starts_at"])
        except Refused as refusal:
            self.refuse(refusal)
            given.pop("starts_at", None)

    def _draw(self, given: dict[str, Any], upload: Any) -> None:
        try:
            given["poster"] = uploads.clean_poster(upload)
        except Refused as refusal:
            self.refuse(refusal, "poster")

    def save(self) -> Show | None:
        """The show as it is now; None when a rule refused, which then stands in the form."""
        show = self.try_to(self._write)
        if show is None and self.show:  # whoever reads what was refused has seen the show of today
            typed: Any = self.data
            self.data = typed = typed.copy()
            typed["seen"] = _stamp(Show.objects.get(pk=self.show.pk))
        return show

    @transaction.atomic
    def _write(self) -> Show:
        fields = dict(self.cleaned_data)
        seen = fields.pop("seen", "")
        drawn, remove = fields.pop("poster", None), fields.pop("remove_poster", False)
        if self.show is None:
            show = make_show(self.creator, **fields)
        else:
            show = self.show
            if seen and seen != _stamp(lock_show(show)):
                raise self._overtaken()
            change_show(show, by=self.creator, **fields)
        if drawn:
            uploads.keep_poster(show, drawn)
        elif remove:
            uploads.remove_poster(show)
        return show

    def _overtaken(self) -> Refused:
        """Two tabs, or two people: the second is told, and what they typed stands in the form."""
        other = [str(self.fields[name].label) for name in self.changed_data if name != "seen"]
        return Refused(
            "show.changed_meanwhile",
            _(
                "This show was changed elsewhere since you opened this page. Nothing was saved "
                "yet. Yours differs in: %(fields)s. Save again to keep what stands here."
            )
            % {"fields": ", ".join(other) or "–"},
        )


def _stamp(show: Show) -> str:
    return show.changed_at.isoformat()


def _fresh(creator: User) -> dict[str, Any]:
    """Tonight in a week, on the clock of the creator."""
    zone = creator.time_zone or timezone.get_default_timezone_name()
    day = timezone.localtime() + timedelta(days=7)
    return {
        "starts_at": day.replace(hour=20, minute=0, second=0, microsecond=0, tzinfo=None),
        "time_zone": zone,
        "language": creator.language or "en",
    }


def _of(show: Show) -> dict[str, Any]:
    kept = {name: getattr(show, name) for name in [*CLEANERS, "slug"] if name != "tags"}
    kept["starts_at"] = show.local_start.replace(tzinfo=None)
    kept["seen"] = _stamp(show)
    kept["tags"] = ", ".join(show.tags.values_list("name", flat=True))
    return kept
