"""`{{ text|prose }}`: what a member wrote, rendered from Markdown and sanitised."""

from django import template
from django.utils.safestring import SafeString

from ..markdown import render_markdown

register = template.Library()


@register.filter
def prose(text: str | None) -> SafeString:
    return render_markdown(text or "")
