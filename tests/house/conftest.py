"""What the tests of all doors at once share."""

import pytest
from django.template.base import Template


@pytest.fixture
def plain_rendering(monkeypatch):
    """Pages as they are rendered outside of tests. Django's test client asks every template and
    every part of it for a copy of its context, which nobody looks at here: an eighth of the time
    of thousands of pages."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
