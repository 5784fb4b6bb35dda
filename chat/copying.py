"""A copy of a show gets the settings of its chat: copy_rules()."""

from typing import Any

from django.dispatch import receiver

from shows.models import Show
from shows.signals import duplicated

from .models import Chat
from .rules.settings_fields import HOURS, RULES, SECRET


@receiver(duplicated, dispatch_uid="the rules of the chat of a copy")
def copy_rules(sender: Any, show: Show, copy: Show, **_: object) -> None:
    rules = Chat.objects.filter(pk=show.pk).values(*RULES, *SECRET, *HOURS).first()
    if rules is not None:
        Chat.objects.update_or_create(pk=copy.pk, defaults=rules)
