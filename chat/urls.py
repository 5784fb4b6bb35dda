"""Addresses of chats: a window of its own, the overlay for encoders."""

from django.urls import path

from .pages import settings_page, views

app_name = "chat"

urlpatterns = [
    path("shows/<slug:slug>/chat/", views.window, name="window"),
    path("studio/<slug:slug>/chat/", settings_page.settings, name="settings"),
    path("studio/<slug:slug>/chat/<int:pk>/undo/", settings_page.take_back, name="take_back"),
    path("shows/<slug:slug>/chat/overlay/", views.overlay, name="overlay"),
    path("studio/<slug:slug>/chat/overlay/", views.renew_overlay, name="renew_overlay"),
]
