"""Addresses of chats: a window of its own, the overlay for encoders."""

from django.urls import path

from . import views

app_name = "chat"

urlpatterns = [
    path("shows/<slug:slug>/chat/", views.window, name="window"),
]
