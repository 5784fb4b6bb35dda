"""`{{ text|prose }}`: what a member wrote, rendered from Markdown and sanitised.

`{{ text|prose:1 }}` where it stands under the h1 of the page, and not under an h2.
"""

from django import template
from django.utils.safestring import SafeString

from streaming.foundation.markdown import render_markdown

register = template.Library()


@register.filter
def prose(text: str | None, below: int = 2) -> SafeString:
    return render_markdown(text or "", below)
