"""The two forms around a report: making one, and deciding it."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_text

from ..models import Report, User
from .decisions import MOST_WORDS, decide, remedies_for

Decision = Report.Decision


class ReportForm(forms.ModelForm):
    """Why, and what happened."""

    class Meta:
        model = Report
        fields = ["reason", "words"]
        labels = {"reason": _("What is wrong?")}
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "words": _("Where to look and what you saw. Whoever you report does not learn who did.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.ChoiceField(
            label=self.fields["reason"].label,
            choices=[(value, capfirst(label)) for value, label in Report.Reason.choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what comes closest.")},
        )

    def clean_words(self) -> str:
        try:
            return clean_text(self.cleaned_data["words"], MOST_WORDS)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


class DecisionForm(forms.Form):
    """What is decided and what follows; with a note that is kept, and needed where harm is done."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when something follows: the person concerned may read it."),
    )

    def __init__(self, *args: Any, report: Report, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.by = report, by
        decision: Any = self.fields["decision"]
        decision.choices = [
            (Decision.DISMISSED, _("Dismiss: nothing is wrong with it")),
            (Decision.UPHELD, _("Uphold: it is wrong, and nothing more is to be done")),
            *(
                (f"{Decision.UPHELD}:{name}", one.label)
                for name, one in remedies_for(report, by).items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        follows = ":" in cleaned.get("decision", "")
        if follows and not cleaned.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Say why: the person concerned may read it."))
        return cleaned

    def save(self) -> bool:
        """Decide; a rule that says no becomes an error of the form."""
        decision, _colon, remedy = self.cleaned_data["decision"].partition(":")
        note = self.cleaned_data["note"].strip()
        try:
            decide(self.report, decision, by=self.by, note=note, remedy=remedy)
        except Refused as refusal:
            self.add_error(refusal.field or None, refusal.sentence)
        return self.is_valid()
