"""Every address of the site; the rooms name their own below."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from streaming.site.health import endpoints
from streaming.site.pages import site_checklist_page
from streaming.stage.doors import backstage, encoder_seen, whep, whip

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
    path("healthz", endpoints.alive, name="healthz"),
    path("readyz", endpoints.ready, name="readyz"),
    path("metrics", endpoints.metrics, name="metrics"),
]

handler500 = "streaming.site.requests.server_errors.server_error_page"

if settings.DEBUG:
    from streaming.site.pages.styleguide import StyleGuide

    urlpatterns.append(path("styleguide/", StyleGuide.as_view(), name="styleguide"))
