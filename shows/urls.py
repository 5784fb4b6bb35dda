"""Addresses of shows: for the audience, for creators, for calendars and feeds."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "shows"
todo = TemplateView.as_view(template_name="refused.html")

# ── For the audience ─────────────────────────────────────────────────────────────────────────
# from .views import listings, membership, posters, seats, show

audience = [
    path("", todo, name="whats_on"),
    path("archive/", todo, name="archive"),
    path("category/<slug:category>/", todo, name="category"),
    path("my/", todo, name="my_shows"),
    path("shows/<slug:slug>/", todo, name="show"),
    path("shows/<slug:slug>/poster/<slug:size>", todo, name="poster"),
    path("shows/<slug:slug>/unlock/", todo, name="unlock"),
    path("shows/<slug:slug>/seat/", todo, name="seat"),
    path("shows/<slug:slug>/remind/", todo, name="remind"),
    path("shows/<slug:slug>/cast/answer/", todo, name="answer_invitation"),
    path("invitations/<str:code>/", todo, name="invitation"),
]

# ── For creators (Creator pages: append your imports here and your paths to `creators`) ──────

creators = [
    path("studio/", todo, name="mine"),
    path("studio/new/", todo, name="new"),
]

# ── Calendars and feeds (append your imports here and your paths to `calendars`) ─────────────

calendars: list = []

urlpatterns = audience + creators + calendars
