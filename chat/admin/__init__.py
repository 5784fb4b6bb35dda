"""Chats in the admin. Nothing is rewritten there: what may be done goes through the verbs of
chat/moderation/verbs.py and its neighbours, so that whoever is in the chat hears of it at once."""

from . import act, chat, held, message

__all__ = ["act", "chat", "held", "message"]
