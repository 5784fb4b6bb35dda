"""Mails: who is owed which, and sending them."""
