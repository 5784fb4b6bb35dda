from django.urls import path
from django.views.generic import TemplateView

app_name = "accounts"
todo = TemplateView.as_view(template_name="refused.html")
urlpatterns = [
    path("people/<slug:username>/", todo, name="profile"),
    path("people/<slug:username>/picture", todo, name="picture"),
    path("settings/", todo, name="settings"),
    path("theme/", todo, name="theme"),
]
