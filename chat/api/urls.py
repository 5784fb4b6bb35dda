"""Addresses of the API that are about chats."""

from django.urls import path

from . import messages, order

CHAT = "shows/<slug:slug>/chat/"
urlpatterns = [
    path(CHAT, messages.Chat.as_view(), name="chat"),
    path(f"{CHAT}<int:message_number>/", messages.Message.as_view(), name="message"),
    path(f"{CHAT}<int:message_number>/pin/", order.Pin.as_view(), name="pin"),
    path(f"{CHAT}<int:message_number>/settle/", order.Settle.as_view(), name="settle"),
    path(f"{CHAT}announcements/", messages.Announcements.as_view(), name="announcements"),
    path(f"{CHAT}polls/", messages.Polls.as_view(), name="polls"),
    path(f"{CHAT}acts/", order.Acts.as_view(), name="chat_acts"),
    path(f"{CHAT}acts/<int:act_number>/undo/", order.Undo.as_view(), name="undo"),
    path(f"{CHAT}silences/", order.Silences.as_view(), name="silences"),
    path(f"{CHAT}bans/", order.Bans.as_view(), name="bans"),
    path(f"{CHAT}rules/", order.Rules.as_view(), name="chat_rules"),
    path(f"{CHAT}queue/", order.Queue.as_view(), name="chat_queue"),
    path(f"{CHAT}queue/<int:held_id>/", order.Held.as_view(), name="held"),
    path(f"{CHAT}export/", order.Export.as_view(), name="chat_export"),
]
