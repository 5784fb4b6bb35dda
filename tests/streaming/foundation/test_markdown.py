import re

import pytest

from streaming.foundation.markdown import render_markdown


def test_markdown_becomes_html_with_headings_below_those_of_the_page():
    assert render_markdown("# Hello\n\n**you** ~~me~~") == (
        "<h3>Hello</h3>\n<p><strong>you</strong> <s>me</s></p>\n"
    )


@pytest.mark.parametrize(
    ("text", "below", "headings"),
    [
        ("## Act one\n\n#### A kettle\n\n## Act two", 2, ["h3", "h4", "h3"]),
        ("### Small\n\n# Great", 2, ["h3", "h3"]),
        ("# Who I am\n\n## Where", 1, ["h2", "h3"]),
        (
            "# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f",
            2,
            ["h3", "h4", "h5", *["h6"] * 3],
        ),
    ],
)
def test_headings_go_on_where_the_page_stops_and_skip_none(text, below, headings):
    assert re.findall(r"<(h\d)>", render_markdown(text, below)) == headings


def test_links_are_marked_and_bare_addresses_become_links():
    assert render_markdown("see https://example.org") == (
        '<p>see <a href="https://example.org" rel="nofollow ugc noopener">'
        "https://example.org</a></p>\n"
    )


def test_pictures_from_elsewhere_are_links():
    link = '<a href="https://e.org/cat.png" rel="nofollow ugc noopener">a cat</a>'
    assert render_markdown("![a cat](https://e.org/cat.png)") == f"<p>{link}</p>\n"
    assert render_markdown("[![a cat](https://e.org/c)](https://e.org/cat.png)") == (
        f"<p>{link}</p>\n"
    )


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://tracker.example/pixel.gif)",
        "<a href='x' style='position:fixed'>x</a>",
        "[x](https://e.org 'a\" onmouseover=\"alert(1)')",
    ],
)
def test_nothing_that_acts_comes_through(evil):
    html = render_markdown(evil)
    for word in (
        "<script",
        "<img",
        'href="javascript',
        'href="data',
        "<a href='x'",
        ' onmouseover="',
    ):
        assert word not in html
