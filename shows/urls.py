from django.urls import path
from django.views.generic import TemplateView

app_name = "shows"
todo = TemplateView.as_view(template_name="refused.html")
urlpatterns = [
    path("", todo, name="whats_on"),
    path("archive/", todo, name="archive"),
    path("studio/", todo, name="mine"),
    path("studio/new/", todo, name="new"),
    path("shows/<slug:slug>/", todo, name="show"),
    path("shows/<slug:slug>/poster/<str:size>", todo, name="poster"),
    path("invitations/<str:code>/", todo, name="invitation"),
]
