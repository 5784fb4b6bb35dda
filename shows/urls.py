"""Addresses of shows: for the audience, for creators, for calendars and feeds."""

from django.urls import path
from django.views.generic import TemplateView

from . import feeds
from .views import calendars as calendar_views
from .views import listings, membership, posters, seats, show
from .views.oembed import oembed

app_name = "shows"
todo = TemplateView.as_view(template_name="refused.html")

# ── For the audience ─────────────────────────────────────────────────────────────────────────

audience = [
    path("", listings.whats_on, name="whats_on"),
    path("archive/", listings.archive, name="archive"),
    path("category/<slug:category>/", listings.category, name="category"),
    path("my/", membership.my_shows, name="my_shows"),
    path("shows/<slug:slug>/", show.show, name="show"),
    path("shows/<slug:slug>/poster/<slug:size>", posters.poster, name="poster"),
    path("shows/<slug:slug>/unlock/", show.unlock, name="unlock"),
    path("shows/<slug:slug>/seat/", seats.seat, name="seat"),
    path("shows/<slug:slug>/remind/", membership.remind, name="remind"),
    path("shows/<slug:slug>/cast/answer/", membership.answer_invitation, name="answer_invitation"),
    path("invitations/<str:code>/", seats.invitation, name="invitation"),
]

# ── For creators (Creator pages: append your imports here and your paths to `creators`) ──────

creators = [
    path("studio/", todo, name="mine"),
    path("studio/new/", todo, name="new"),
]

# ── Calendars and feeds (append your imports here and your paths to `calendars`) ─────────────

calendars: list = [
    path("calendar.ics", calendar_views.calendar, name="calendar"),
    path("shows/<slug:slug>/calendar.ics", calendar_views.show_calendar, name="show_calendar"),
    path(
        "people/<slug:username>/calendar.ics",
        calendar_views.creator_calendar,
        name="creator_calendar",
    ),
    path("feeds/rss", feeds.ShowsFeed(), name="rss"),
    path("feeds/atom", feeds.AtomShowsFeed(), name="atom"),
    path("people/<slug:username>/feeds/rss", feeds.CreatorFeed(), name="creator_rss"),
    path("oembed", oembed, name="oembed"),
    path("letters/stop/<str:code>/", calendar_views.stop_letters, name="stop_letters"),
]

urlpatterns = audience + creators + calendars
