"""The API's addresses: /api/v1/…, its schema and its browsable page."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from accounts.api import urls as people
from chat.api import urls as chats
from shows.api import urls as shows
from streaming.site.pages import api_pages

app_name = "api"
urlpatterns = [
    path("v1/", include((people.urlpatterns + shows.urlpatterns + chats.urlpatterns, "v1"))),
    path(
        "schema/",
        SpectacularAPIView.as_view(throttle_classes=(), authentication_classes=()),
        name="schema",
    ),
    path("docs/", api_pages.docs, name="docs"),
    path("problems/", api_pages.problems, name="problems"),
    re_path(r"^", api_pages.UnknownAddress.as_view()),
]
