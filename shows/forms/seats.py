from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from ..models import Invitation, Show
from ..planning import seats
from ..planning.fields import MOST_SEATS
from ..planning.writing import change_show
from .refusing import RefusingForm


class CapacityForm(RefusingForm):
    capacity = forms.IntegerField(
        label=_("Seats in the house"),
        required=False,
        help_text=_("Leave it empty for as many as come."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_SEATS}),
    )

    def save(self, show: Show, by: User) -> list[str] | None:
        return self.try_to(change_show, show, by=by, **self.cleaned_data)


class InvitationForm(RefusingForm):
    label = forms.CharField(
        label=_("For whom"),
        required=False,
        help_text=_("For you alone, like “Press” or “The Millers”."),
        widget=forms.TextInput(attrs={"maxlength": 80}),
    )
    places = forms.IntegerField(
        label=_("Seats"),
        initial=1,
        help_text=_("How many people may take a seat with this link."),
        widget=forms.NumberInput(attrs={"min": 1, "max": seats.MOST_PLACES}),
    )

    def save(self, show: Show, by: User) -> Invitation | None:
        return self.try_to(seats.make_invitation, show, by=by, **self.cleaned_data)
