"""JSON of the audit record and of reports, as a small table that is always escaped."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def facts(values: dict[str, Any]) -> SafeString | str:
    """Names beside values; whatever people wrote stays text."""
    if not values:
        return "–"
    rows = ((name.replace("_", " "), _words(value)) for name, value in values.items())
    body = format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td></tr>", rows)
    return format_html("<table class='facts-table'><tbody>{}</tbody></table>", body)


def changes(before: dict[str, Any], after: dict[str, Any]) -> str:
    """`state: announced → cancelled` for a line in a list."""
    names = [*after, *(name for name in before if name not in after)]
    return "; ".join(_change(name, before.get(name), after.get(name)) for name in names)


def _change(name: str, was: Any, now: Any) -> str:
    parts = [_words(value) for value in (was, now) if value not in (None, "")]
    return f"{name}: {' → '.join(part[:60] for part in parts)}"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return str(value)
