from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.admin.acts import act
from accounts.admin.base import Recorded
from accounts.models import User
from shows.models import Show
from shows.moderation import hide, revoke_keys, unhide, why_hidden
from shows.planning.fields import clean_tags
from shows.planning.schedule import cancel
from shows.planning.writing import tags_named
from shows.states import LABELS, State, may_move
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text


def _hide(show: Show, by: User, reason: str) -> None:
    hide(show, by=by, reason=reason)


def _unhide(show: Show, by: User, reason: str) -> None:
    unhide(show, by=by, reason=reason)


def _cancel(show: Show, by: User, reason: str) -> None:
    cancel(show, by=by, reason=reason)


def _revoke_keys(show: Show, by: User, reason: str) -> None:
    revoke_keys(show, by=by)


LINES = ["title", "summary", "content_notes"]
TEXTS = ["description", "chat_rules"]


class TagsField(forms.CharField):
    """Words with commas between them, as creators write them."""

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(str(tag) for tag in value or ())

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        try:
            return clean_tags((super().to_python(value) or "").split(",")[:100])
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed([str(tag) for tag in initial or ()], data)


class ShowForm(forms.ModelForm):
    """What staff may put right on a show, held to the same rules as its creator."""

    tags = TagsField(label=_("tags"), required=False, help_text=_("With commas between them."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for rule, names in ((clean_line, LINES), (clean_text, TEXTS)):
            for name in names:
                self._hold(cleaned, name, rule)
        return cleaned

    def _save_m2m(self) -> None:
        self.cleaned_data["tags"] = tags_named(self.cleaned_data["tags"])
        super()._save_m2m()  # type: ignore[misc]

    def _hold(self, cleaned: dict[str, Any], name: str, rule: Any) -> None:
        if not isinstance(cleaned.get(name), str):
            return
        try:
            field: Any = Show._meta.get_field(name)
            cleaned[name] = rule(cleaned[name], field.max_length)
        except Refused as refusal:
            self.add_error(name, refusal.sentence)


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(state), label) for state, label in LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Show)
class ShowAdmin(Recorded):
    """Shows. Words can be put right; date, access and state move through their verbs alone."""

    noun = "show"
    form = ShowForm
    list_display = ["title", "creator", "shown_state", "starts_at", "category", "access", "hidden"]
    list_filter = [StateFilter, ("hidden_at", admin.EmptyFieldListFilter), "category", "access"]
    search_fields = ["title", "slug", "summary", "creator__username", "creator__display_name"]
    list_select_related = ["creator"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "-pk"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["page", "creator", "shown_state", "cancelled_reason"]}),
        (_("Order"), {"fields": ["hidden_at", "hidden_reason", "good_keys"]}),
        (_("Words"), {"fields": [*LINES, *TEXTS, "category", "tags"]}),
        (
            _("When and for whom"),
            {
                "fields": ["starts_at", "length_minutes", "time_zone", "language", "access"]
                + ["capacity", "seats_taken", "grace", "announced_at", "created_at", "changed_at"]
            },
        ),
    ]
    readonly_fields = [
        name
        for _title, part in fieldsets
        for name in part["fields"]
        if name not in (*LINES, *TEXTS, "category", "tags")
    ]
    hide = act(
        _("Hide"),
        _hide,
        reason=True,
        warning=_("Nobody but its creator will see the show, and whoever is on air is cut off."),
    )
    unhide = act(_("Show again"), _unhide, reason=False)
    cancel = act(
        _("Cancel"),
        _cancel,
        reason=True,
        warning=_("Everybody with a seat or a reminder gets a letter. It cannot be undone."),
    )
    revoke_keys = act(
        _("Revoke all stream keys"),
        _revoke_keys,
        reason=False,
        warning=_("Whoever performs with one is cut off. The creator can issue new keys."),
    )
    actions = ["hide", "unhide", "cancel", "revoke_keys"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Show]:
        keys = Count("stream_keys", filter=Q(stream_keys__revoked_at=None))
        return super().get_queryset(request).annotate(key_count=keys)

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        pointless = {
            "hide": obj.hidden_at is not None,
            "unhide": obj.hidden_at is None,
            "cancel": not may_move(obj.state, State.CANCELLED),
            "revoke_keys": obj.key_count == 0,
        }
        return [one for one in super().acts_for(request, obj) if not pointless[one[0]]]

    @admin.display(description=_("page"))
    def page(self, show: Show) -> str:
        return format_html("<a href='{0}'>{0}</a>", show.get_absolute_url())

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, show: Show) -> str:
        return show.state_label

    @admin.display(description=_("hidden"), ordering="hidden_at")
    def hidden(self, show: Show) -> str:
        return _now("hidden") if show.hidden_at else ""

    @admin.display(description=_("why it is hidden"))
    def hidden_reason(self, show: Show) -> str:
        return why_hidden(show) or "–"

    @admin.display(description=_("grace in seconds"))
    def grace(self, show: Show) -> int:
        return show.grace_seconds

    @admin.display(description=_("good stream keys"))
    def good_keys(self, show: Show) -> int:
        return vars(show)["key_count"]
