from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

SUMMER = datetime(2026, 7, 4, 18, 5, 9, tzinfo=UTC)
BERLIN = 'zone="Europe/Berlin"'


def printed(words: str) -> str:
    source = "{% load moments %}{% moment when " + words + " %}"
    return Template(source).render(Context({"when": SUMMER}))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("", 'full" data-zone="UTC">Saturday 4 July, 18:05 <span class="nowrap">(UTC)</span>'),
        (
            BERLIN,
            'full" data-zone="Europe/Berlin">Saturday 4 July, 20:05 '
            '<span class="nowrap">(Europe/Berlin)</span>',
        ),
        (BERLIN + ' shape="short" bare=True', 'short" data-zone="Europe/Berlin">Sat 4 Jul, 20:05'),
        (BERLIN + ' shape="clock" bare=True', 'clock" data-zone="Europe/Berlin">20:05'),
        ('shape="day"', 'day" data-zone="UTC">Saturday 4 July'),
    ],
)
def test_a_moment_is_written_on_the_clock_of_its_zone(words, text):
    assert printed(words) == f'<time datetime="2026-07-04T18:05:09Z" data-time="{text}</time>'


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("full", "Samstag, 4. Juli, 20:05"),
        ("day", "Samstag, 4. Juli"),
        ("short", "Sa, 4. Jul, 20:05"),
    ],
)
def test_a_moment_is_written_as_the_language_of_the_page_has_it(shape, text):
    with translation.override("de"):
        assert f">{text}</time>" in printed(f'{BERLIN} shape="{shape}" bare=True')
