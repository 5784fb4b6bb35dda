"""render_markdown(): what members write, as HTML that can do no harm.

Markdown without raw HTML, then a sanitiser that lets through a short list of elements: two walls,
either of which would be enough.
"""

from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(
    ["linkify", "strikethrough"]
)


def _picture(_renderer: object, tokens: Sequence[Token], index: int, *_context: object) -> str:
    """A picture from another site would tell that site who looks at the page. A link stands in its
    place; inside a link, its words."""
    address = escapeHtml(str(tokens[index].attrs.get("src", "")))
    words = escapeHtml(tokens[index].content) or address
    is_in_link = sum(token.nesting for token in tokens[:index] if token.type.startswith("link_"))
    return words if is_in_link else f'<a href="{address}">{words}</a>'


_MARKDOWN.add_render_rule("image", _picture)
_TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}


@lru_cache(maxsize=256)
def render_markdown(text: str, below: int = 2) -> SafeString:
    """Safe HTML; links are marked as written by members and never followed by search engines.

    `below` is the level of the heading on the page under which the text stands.
    """
    tokens = _MARKDOWN.parse(text)
    _set_headings(tokens, below)
    html = nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=_TAGS | {"h2", "h3", "h4", "h5", "h6"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(html)  # noqa: S308  the sanitiser has just seen it


def _set_headings(tokens: list[Token], below: int) -> None:
    """Headings go on where the page stops, whatever level their author began with; none is
    skipped, so that who moves from heading to heading finds every step."""
    open_levels: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while open_levels and open_levels[-1] >= token.tag:
                open_levels.pop()
            open_levels.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(below + len(open_levels), 6)}"
