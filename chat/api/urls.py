"""Addresses of the API that are about chats."""

from django.urls import path

from . import messages, moderation

CHAT = "shows/<slug:slug>/chat/"
urlpatterns = [
    path(CHAT, messages.Chat.as_view(), name="chat"),
    path(f"{CHAT}<int:message_number>/", messages.Message.as_view(), name="message"),
    path(f"{CHAT}<int:message_number>/pin/", moderation.Pin.as_view(), name="pin"),
    path(f"{CHAT}<int:message_number>/settle/", moderation.Settle.as_view(), name="settle"),
    path(f"{CHAT}announcements/", messages.Announcements.as_view(), name="announcements"),
    path(f"{CHAT}polls/", messages.Polls.as_view(), name="polls"),
    path(f"{CHAT}acts/", moderation.Acts.as_view(), name="chat_acts"),
    path(f"{CHAT}acts/<int:act_number>/undo/", moderation.Undo.as_view(), name="undo"),
    path(f"{CHAT}silences/", moderation.Silences.as_view(), name="silences"),
    path(f"{CHAT}bans/", moderation.Bans.as_view(), name="bans"),
    path(f"{CHAT}rules/", moderation.Rules.as_view(), name="chat_rules"),
    path(f"{CHAT}queue/", moderation.Queue.as_view(), name="chat_queue"),
    path(f"{CHAT}queue/<int:held_id>/", moderation.Held.as_view(), name="held"),
    path(f"{CHAT}export/", moderation.Export.as_view(), name="chat_export"),
]
