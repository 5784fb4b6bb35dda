"""For the foot of every page and for sentences that name the people who run the site."""

from django import template

from ..house_pages import contact_url, filled
from ..models import HousePage

register = template.Library()


@register.simple_tag
def house_pages() -> list[HousePage]:
    """Contact, imprint and privacy, as far as they are written."""
    return filled()


@register.simple_tag
def house_contact() -> str:
    """The address of the page that says how the people who run the site are reached, or nothing."""
    return contact_url()
