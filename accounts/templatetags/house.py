"""Tags for the footer, and for sentences about the people who run the site."""

from django import template

from ..house_pages import contact_url, filled
from ..models import HousePage

register = template.Library()


@register.simple_tag
def house_pages() -> list[HousePage]:
    """Those of contact, imprint and privacy that have a text."""
    return filled()


@register.simple_tag
def house_contact() -> str:
    """The address of the contact page, or nothing."""
    return contact_url()
