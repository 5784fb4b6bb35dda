from typing import Any

from django import forms


class MinutesField(forms.FloatField):
    """Seconds that people read and write as minutes. What the API set to a part of a minute is
    shown with its decimals."""

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was; what is kept is told in minutes."""
        if not isinstance(value, int):
            return value
        return value // 60 if value % 60 == 0 else round(value / 60, 2)

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        minutes = super().to_python(value)
        if minutes is None:
            return None
        self.validate(minutes)  # Django checks only afterwards whether the number is finite
        return round(minutes * 60)
