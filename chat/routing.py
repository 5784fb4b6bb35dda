"""Which socket address leads to which consumer."""

from django.urls import path

from .socket.consumers import ChatConsumer

sockets = [path("ws/shows/<slug:slug>/chat/", ChatConsumer.as_asgi())]
