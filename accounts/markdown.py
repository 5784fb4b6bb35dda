"""render_markdown(): what members write, as HTML that can do no harm.

Markdown without raw HTML, then a sanitiser that lets through a short list of elements: two walls,
either of which would be enough.
"""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(
    ["linkify", "strikethrough"]
)
_MARKDOWN.disable("image")
_TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
# A page has its own h1 and h2; headings of a text stand below them.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def _lower_headings(self, tokens, index, options, env) -> str:
    tokens[index].tag = _HEADINGS.get(tokens[index].tag, "h6")
    return self.renderToken(tokens, index, options, env)


_MARKDOWN.add_render_rule("heading_open", _lower_headings)
_MARKDOWN.add_render_rule("heading_close", _lower_headings)


@lru_cache(maxsize=256)
def render_markdown(text: str) -> SafeString:
    """Safe HTML; links are marked as written by members and never followed by search engines."""
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS | {"h3", "h4", "h5", "h6"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(html)  # noqa: S308  the sanitiser has just seen it
