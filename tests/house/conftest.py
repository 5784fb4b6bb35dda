"""What the tests of all doors at once share."""

import pytest
from django.contrib.admin import site
from django.http import HttpResponseNotFound
from django.template.base import Template
from django.urls import URLResolver


@pytest.fixture
def plain_rendering(monkeypatch):
    """Pages as they are rendered outside of tests. Django's test client asks every template and
    every part of it for a copy of its context, which nobody looks at here: an eighth of the time
    of thousands of pages."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.fixture
def brief_refusals(monkeypatch):
    """What is not there is said in two words. It is the same page behind every door, half of all
    that a walk would render, and tests of pages read it."""
    own = URLResolver.resolve_error_handler

    def brief(self, status):
        return own(self, status) if status != 404 else lambda *_, **__: HttpResponseNotFound()

    monkeypatch.setattr(URLResolver, "resolve_error_handler", brief)


@pytest.fixture
def brief_footsteps(settings):
    """Nobody writes down at each door which device somebody came by, a tenth of every walk;
    tests of sessions that end read that."""
    without = "allauth.usersessions.middleware.UserSessionsMiddleware"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != without]


@pytest.fixture
def brief_admin(monkeypatch):
    """Pages of the admin without the list of all there is in it, which stands beside each."""
    monkeypatch.setattr(site, "get_app_list", lambda *_: [])
