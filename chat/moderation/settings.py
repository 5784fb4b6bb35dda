"""The rules of a chat: public() tells them to anybody, change_rules() changes them."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, IntegerField
from django.utils.translation import gettext as _

from accounts.models import User
from shows.access import can_edit
from shows.models import Show
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_text

from ..models import Act, Chat
from ..rules import refusals
from ..rules.settings_fields import HOURS, RULES, SECRET, rules_of
from .verbs import moderating, write_act


def public(rules: dict[str, Any]) -> dict[str, Any]:
    """As anybody is told them."""
    return {name: rules[name] for name in RULES if name in rules}


def change_rules(show: Show, changes: dict[str, Any], *, by: User) -> Act | None:
    """All of it or nothing; what changes nothing is no act."""
    with moderating(show, by) as chat:
        if any(name in HOURS for name in changes) and not can_edit(by, show):
            raise refusals.not_moderator()
        before = {name: getattr(chat, name) for name in changes}
        for name, value in changes.items():
            setattr(chat, name, _clean(name, value))
        after = {name: getattr(chat, name) for name in changes}
        names = [name for name in changes if before[name] != after[name]]
        if not names:
            return None
        chat.save(update_fields=names)
        details = {
            "before": {name: before[name] for name in names},
            "after": {name: after[name] for name in names},
            "rules": rules_of(chat),
        }
        return write_act(chat, show, Act.Kind.RULES, by=by, details=details)


def _clean(name: str, value: Any) -> Any:
    """As the model says, and of exactly its kind: true is no number."""
    if name not in (*RULES, *SECRET, *HOURS):
        raise _bad_rule(name, _("There is no such rule."))
    field = cast(Field[Any, Any], Chat._meta.get_field(name))
    if type(value) is not _kind(field) and not (value is None and field.null):
        raise _bad_rule(name, _("This is of the wrong kind."))
    try:
        return field.clean(_cleaned(value, name), None)
    except ValidationError as error:
        raise _bad_rule(name, error.messages[0]) from None


def _cleaned(value: Any, name: str) -> Any:
    return clean_text(value, 4000, field=name) if name in SECRET else value


def _kind(field: Field[Any, Any]) -> type:
    if isinstance(field, BooleanField):
        return bool
    return int if isinstance(field, IntegerField) else str


def _bad_rule(name: str, sentence: str) -> Refused:
    return Refused("chat.bad_rule", sentence, status=400, field=name)
