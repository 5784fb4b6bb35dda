from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from ..models import CastMember, Show
from ..planning import casting
from ..planning.casting import parts_for
from .refusing import RefusingForm

Part = CastMember.Part


class InviteForm(RefusingForm):
    person = forms.CharField(
        label=_("Name or e-mail address"),
        help_text=_(
            "Their name on this site (as in /people/name/), or the e-mail address of a member."
        ),
        widget=forms.TextInput(attrs={"maxlength": 254, "autocapitalize": "none"}),
    )
    part = forms.ChoiceField(
        label=_("Part"),
        choices=Part.choices,
        initial=Part.PERFORMER,
        help_text=_(
            "Performers send picture and sound. Hosts do that and keep order. "
            "Moderators only keep order."
        ),
    )
    credit = forms.CharField(
        label=_("Credited as"),
        required=False,
        help_text=_("For example “Ophelia” or “Piano”."),
        widget=forms.TextInput(attrs={"maxlength": 60}),
    )

    def save(self, show: Show, by: User) -> CastMember | None:
        return self.try_to(casting.invite_person, show, by=by, **self.cleaned_data)


class PartForm(RefusingForm):
    """Another part, or another line in the credits; the creator keeps theirs."""

    part = InviteForm.base_fields["part"]
    credit = InviteForm.base_fields["credit"]

    def __init__(self, *args: Any, member: CastMember, **options: Any) -> None:
        known = {"part": member.part, "credit": member.credit}
        super().__init__(*args, initial=known, **options)
        self.member = member
        parts = parts_for(member)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)  # as InviteForm has it
        field.choices = [(value, label) for value, label in Part.choices if value in parts]
        if member.user_id == member.show.creator_id:
            del self.fields["part"]

    def save(self, by: User) -> bool:
        """Whether it was done; a refusal stands at its field."""
        self.try_to(casting.change_part, self.member, by=by, **self.cleaned_data)
        return not self.errors


class CreditForm(RefusingForm):
    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"maxlength": 60}))
    part = forms.ChoiceField(
        label=_("Part"),
        choices=[(Part.PERFORMER, Part.PERFORMER.label), (Part.HOST, Part.HOST.label)],
    )
    credit = forms.CharField(
        label=_("Credited as"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 60}),
    )

    def save(self, show: Show) -> CastMember | None:
        return self.try_to(casting.credit, show, **self.cleaned_data)
