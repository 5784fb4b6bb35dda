"""What pages of lower floors show of the chat."""

from django import template

from shows.models import Show

from ..live.applause import totals

register = template.Library()


@register.simple_tag
def applause_of(show: Show) -> dict[str, int]:
    """How often a show got each sign; empty where nobody gave any."""
    return {sign: count for sign, count in totals(show).items() if count}
