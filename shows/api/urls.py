"""Addresses of the API that are about shows."""

from django.urls import path

from . import acts, cast, hosting, invitations, keys, poster, seats, shows

SHOW = "shows/<slug:slug>/"
urlpatterns = [
    path("categories/", shows.Categories.as_view(), name="categories"),
    path("me/shows/", shows.MyShows.as_view(), name="my_shows"),
    path("me/seats/", seats.MySeats.as_view(), name="my_seats"),
    path("me/reminders/", seats.MyReminders.as_view(), name="my_reminders"),
    path("me/parts/", cast.MyParts.as_view(), name="my_parts"),
    path("shows/", shows.Shows.as_view(), name="shows"),
    path(SHOW, shows.OneShow.as_view(), name="show"),
    path(f"{SHOW}duplicate/", shows.Duplicate.as_view(), name="duplicate"),
    path(f"{SHOW}announce/", acts.Announce.as_view(), name="announce"),
    path(f"{SHOW}rehearse/", acts.Rehearse.as_view(), name="rehearse"),
    path(f"{SHOW}end-rehearsal/", acts.EndRehearsal.as_view(), name="end_rehearsal"),
    path(f"{SHOW}reschedule/", acts.Reschedule.as_view(), name="reschedule"),
    path(f"{SHOW}open-doors/", acts.OpenDoors.as_view(), name="open_doors"),
    path(f"{SHOW}cancel/", acts.Cancel.as_view(), name="cancel"),
    path(f"{SHOW}go-live/", hosting.GoLive.as_view(), name="go_live"),
    path(f"{SHOW}take-back/", hosting.TakeBack.as_view(), name="take_back"),
    path(f"{SHOW}keep-waiting/", hosting.KeepWaiting.as_view(), name="keep_waiting"),
    path(f"{SHOW}reopen/", hosting.Reopen.as_view(), name="reopen"),
    path(f"{SHOW}pause/", hosting.Pause.as_view(), name="pause"),
    path(f"{SHOW}resume/", hosting.Resume.as_view(), name="resume"),
    path(f"{SHOW}end/", hosting.End.as_view(), name="end"),
    path(f"{SHOW}stage/<str:part>/mute/", hosting.Mute.as_view(), name="mute"),
    path(f"{SHOW}stage/<str:part>/removal/", hosting.Removal.as_view(), name="removal"),
    path(f"{SHOW}poster/", poster.Poster.as_view(), name="poster"),
    path(f"{SHOW}cast/", cast.Cast.as_view(), name="cast"),
    path(f"{SHOW}cast/answer/", cast.Answer.as_view(), name="answer"),
    path(f"{SHOW}cast/<int:member_id>/", cast.Member.as_view(), name="member"),
    path(f"{SHOW}seat/", seats.Seat.as_view(), name="seat"),
    path(f"{SHOW}seats/", seats.Seats.as_view(), name="seats"),
    path(f"{SHOW}reminder/", seats.Reminder.as_view(), name="reminder"),
    path(f"{SHOW}invitations/", invitations.Invitations.as_view(), name="invitations"),
    path(
        f"{SHOW}invitations/<int:invitation_id>/",
        invitations.OneInvitation.as_view(),
        name="one_invitation",
    ),
    path("invitations/<str:code>/", invitations.Invited.as_view(), name="invited"),
    path(f"{SHOW}keys/", keys.Keys.as_view(), name="keys"),
    path(f"{SHOW}keys/<slug:prefix>/", keys.Key.as_view(), name="key"),
]
