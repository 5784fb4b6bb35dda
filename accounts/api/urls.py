"""Addresses of the API that are about people."""

from django.urls import path

from . import me, people, reports, tokens

urlpatterns = [
    path("me/", me.Me.as_view(), name="me"),
    path("me/picture/", me.Picture.as_view(), name="picture"),
    path("me/tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("me/tokens/<int:token_id>/", tokens.Token.as_view(), name="token"),
    path("me/following/", people.Following.as_view(), name="following"),
    path("people/<slug:username>/", people.Person.as_view(), name="person"),
    path("people/<slug:username>/follow/", people.Follow.as_view(), name="follow"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/<int:report_id>/decision/", reports.Decision.as_view(), name="decision"),
]
