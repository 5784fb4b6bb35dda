"""Lists of shows for pages of lower floors; only listed shows, so nothing is given away."""

from django import template

from accounts.models import User

from ..models import Show
from ..queries import archive, coming_up, on_now

register = template.Library()
MOST = 12


@register.simple_tag
def coming_of(person: User) -> list[Show]:
    """What somebody has on now and to come, the soonest first."""
    running = on_now().filter(creator=person)[:MOST]
    return [*running, *coming_up().filter(creator=person)[:MOST]]


@register.simple_tag
def past_of(person: User) -> list[Show]:
    """What somebody has put on, the latest first."""
    return list(archive().filter(creator=person)[:MOST])
