"""Addresses of people: their pages, their settings, the first key to the house."""

from django.urls import path

from .models import HousePage
from .views import email_confirmation, house_pages, leaving, people, report, settings, setup

app_name = "accounts"
urlpatterns = [
    path("people/<slug:username>/", people.profile, name="profile"),
    path("people/<slug:username>/picture", people.picture, name="picture"),
    path("people/<slug:username>/follow/", people.follow_person, name="follow"),
    path("settings/", settings.settings, name="settings"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/new/", settings.new_token, name="new_token"),
    path("settings/tokens/<int:token_id>/revoke/", settings.revoke, name="revoke_token"),
    path("settings/export/", leaving.export, name="export"),
    path("settings/close/", leaving.close, name="close"),
    path("theme/", settings.theme, name="theme"),
    path("confirmed/", email_confirmation.confirmed, name="confirmed"),
    *(
        path(f"{kind}/", house_pages.house_page, {"kind": kind}, name=kind)
        for kind in HousePage.Kind.values
    ),
    path("setup/<str:code>/", setup.setup, name="setup"),
    path("report/done/", report.report_done, name="report_done"),
    path("report/<str:kind>/<str:target>/", report.report, name="report"),
    path("reports/", report.reports, name="reports"),
    path("reports/<int:number>/", report.decide_report, name="decide_report"),
]
