"""The API's addresses: /api/v1/…, its schema and its browsable page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api import urls as people
from shows.api import urls as shows

app_name = "api"
urlpatterns = [
    path("v1/", include((people.urlpatterns + shows.urlpatterns, "v1"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
