"""For those who keep order: `{{ user|keeps_order }}` and `{% open_reports %}`."""

from django import template
from django.contrib.auth.models import AnonymousUser

from ..models import User
from ..reports.decisions import queue
from ..roles import is_moderator

register = template.Library()


@register.filter
def keeps_order(user: User | AnonymousUser) -> bool:
    return is_moderator(user)


@register.simple_tag
def open_reports() -> int:
    """How many reports wait for a decision."""
    return queue().count()
