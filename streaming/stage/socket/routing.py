"""Addresses of the sockets of this room, each with its consumer."""

from django.urls import path

from .show_consumer import ShowConsumer

sockets = [path("ws/shows/<slug:slug>/", ShowConsumer.as_asgi())]
