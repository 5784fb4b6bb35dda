from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from streaming.foundation.refusals import Refused

T = TypeVar("T")


class RefusingForm(forms.Form):
    """A form whose rules live in verbs: refuse() puts their answer at the right field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def refuse(self, refusal: Refused, field: str = "") -> None:
        name = field or refusal.field
        error = ValidationError(refusal.sentence, code=refusal.code)
        self.add_error(name if name in self.fields else None, error)

    def try_to(self, deed: Callable[..., T], *args: Any, **fields: Any) -> T | None:
        """What the verb answers; None when it refused, which then stands in the form."""
        try:
            return deed(*args, **fields)
        except Refused as refusal:
            self.refuse(refusal)
            return None
