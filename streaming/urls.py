"""Every address of the site; the rooms name their own below."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from streaming.web import backstage, encoder_seen, health, site_checklist_page, whep, whip

urlpatterns = [
    path("", include("shows.urls")),
    path("", include("chat.urls")),
    path("", include("accounts.urls")),
    path("api/", include("streaming.api_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    *whip.urlpatterns,
    *whep.urlpatterns,
    *encoder_seen.urlpatterns,
    *backstage.urlpatterns,
    path("house/", site_checklist_page.house, name="house"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler500 = "streaming.web.server_errors.server_error_page"

if settings.DEBUG:
    from streaming.web.styleguide import StyleGuide

    urlpatterns.append(path("styleguide/", StyleGuide.as_view(), name="styleguide"))
