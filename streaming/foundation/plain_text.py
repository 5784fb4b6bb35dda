"""plain_text(): converts Markdown to plain text, for calendars and mails, which show no markup.

It uses regular expressions that run in linear time. A calendar holds hundreds of descriptions, and
a Markdown or HTML parser needs a tenth of a second for one that was written to keep it busy.
"""

import html
import re

# Marks at the beginning of a line: quotes and headings.
_LINE_MARKS = re.compile(r"^[ ]{0,3}(?:>[ ]?)*(?:#{1,6}(?:[ \t]+|$))?", re.MULTILINE)
# Lines that consist of marks only: fences, rules and the underlines of headings.
_BARE_LINES = re.compile(
    r"^[ ]{0,3}(?:(?:```|~~~)[\w+-]*|=+|(?:-[ ]?){3,}|(?:\*[ ]?){3,}|(?:_[ ]?){3,})[ \t]*$",
    re.MULTILINE,
)
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<ticks>`{1,8})(?!`)(?P<code>[^`]+)(?P=ticks)(?!`)"
    r"|!\[(?P<picture>[^\[\]]*)\]\([^()\s]*(?:[ ]+\"[^\"\n]*\")?\)"
    r"|\[(?P<words>[^\[\]]*)\]\(<?(?P<url>[^()\s<>]*)>?(?:[ ]+\"[^\"\n]*\")?\)"
    r"|<(?P<address>(?:https?://|mailto:)[^<>\s]*|[^<>\s@]{1,64}@[^<>\s@]{1,255})>"
    r"|(?P<tag><[/!?a-zA-Z][^<>]*>)"
)
_EMPHASIS = re.compile(
    r"(?P<stars>\*{1,3})(?=\S)(?P<starred>[^*]+)(?<=\S)(?P=stars)"
    r"|(?<!\w)(?P<lines>_{1,3})(?=\S)(?P<lined>[^_]+)(?<=\S)(?P=lines)(?!\w)"
    r"|~~(?=\S)(?P<struck>[^~]+)(?<=\S)~~"
)
_NESTED = 2  # emphasis within emphasis is as deep as people write it
_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")
# Literal characters move to a private plane of Unicode while the marks are removed.
_HIDING = {ord(mark): 0xF0000 + ord(mark) for mark in "*_~<>&"}
_SHOWING = {hidden: mark for mark, hidden in _HIDING.items()}


def plain_text(markdown: str) -> str:
    """The text without marks. Links are followed by their address; HTML tags are dropped."""
    text = _LINE_MARKS.sub("", _BARE_LINES.sub("", markdown))
    text = _INLINE.sub(_without_marks, text)
    for _ in range(_NESTED):
        text = _EMPHASIS.sub(_without_emphasis, text)
    return _GAPS.sub("\n\n", _shown(html.unescape(text))).strip()


def _without_marks(found: re.Match[str]) -> str:
    if found["tag"] is not None:
        return ""
    if found["words"] is not None:
        return _link(found["words"], _hidden(found["url"]))
    kept = found["escaped"] or found["code"] or found["address"]
    return _hidden(kept) if kept else found["picture"] or ""


def _without_emphasis(found: re.Match[str]) -> str:
    return found["starred"] or found["lined"] or found["struck"]


def _link(words: str, url: str) -> str:
    if not words or words == _shown(url):
        return url
    return f"{words} ({url})" if url else words


def _hidden(text: str) -> str:
    """Protect characters that would be read as marks or tags."""
    return text.translate(_HIDING)


def _shown(text: str) -> str:
    return text.translate(_SHOWING)
