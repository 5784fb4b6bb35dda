"""Addresses of shows: for the audience, for creators, for calendars and feeds."""

from django.urls import path

from .told import feeds
from .views import calendars as calendar_views
from .views import (
    listings,
    live_studio,
    membership,
    posters,
    seats,
    show,
    studio,
    studio_acts,
    studio_cast,
    studio_evening,
    studio_keys,
    studio_seats,
)
from .views.oembed import oembed

app_name = "shows"

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

# ── For creators ────────────────────────────────────────────────────────────────────────────

ONE = "studio/<slug:slug>"
creators = [
    path("studio/", studio.mine, name="mine"),
    path("studio/new/", studio.new, name="new"),
    path("shows/<slug:slug>/studio", live_studio.live_desk, name="live_desk"),
    path(f"{ONE}/", studio.desk, name="desk"),
    path(f"{ONE}/edit/", studio.edit, name="edit"),
    path(f"{ONE}/duplicate/", studio_acts.duplicate, name="duplicate"),
    path(f"{ONE}/reschedule/", studio_acts.reschedule, name="reschedule"),
    path(f"{ONE}/cancel/", studio_acts.cancel, name="cancel"),
    path(f"{ONE}/announce/", studio_acts.act, {"name": "announce"}, name="announce"),
    path(f"{ONE}/rehearse/", studio_acts.act, {"name": "rehearse"}, name="rehearse"),
    path(f"{ONE}/end-rehearsal/", studio_acts.act, {"name": "end_rehearsal"}, name="end_rehearsal"),
    path(f"{ONE}/open-doors/", studio_acts.act, {"name": "open_doors"}, name="open_doors"),
    path(f"{ONE}/delete/", studio_acts.act, {"name": "delete"}, name="delete"),
    path(f"{ONE}/go-live/", studio_evening.act, {"name": "go_live"}, name="go_live"),
    path(f"{ONE}/take-back/", studio_evening.act, {"name": "take_back"}, name="take_back"),
    path(f"{ONE}/keep-waiting/", studio_evening.act, {"name": "keep_waiting"}, name="keep_waiting"),
    path(f"{ONE}/reopen/", studio_evening.act, {"name": "reopen"}, name="reopen"),
    path(f"{ONE}/cast/", studio_cast.cast, name="cast"),
    path(f"{ONE}/cast/invite/", studio_cast.invite, name="invite"),
    path(f"{ONE}/cast/credit/", studio_cast.credit, name="credit"),
    path(f"{ONE}/cast/<int:pk>/", studio_cast.change_part, name="change_part"),
    path(f"{ONE}/cast/<int:pk>/dismiss/", studio_cast.dismiss, name="dismiss"),
    path(f"{ONE}/seats/", studio_seats.seats, name="seats"),
    path(f"{ONE}/seats/capacity/", studio_seats.capacity, name="capacity"),
    path(f"{ONE}/seats/invite/", studio_seats.make_invitation, name="make_invitation"),
    path(
        f"{ONE}/seats/invitations/<int:pk>/revoke/",
        studio_seats.revoke_invitation,
        name="revoke_invitation",
    ),
    path(f"{ONE}/keys/", studio_keys.keys, name="keys"),
    path(f"{ONE}/keys/issue/", studio_keys.issue, name="issue_key"),
    path(f"{ONE}/keys/<int:pk>/revoke/", studio_keys.revoke, name="revoke_key"),
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
