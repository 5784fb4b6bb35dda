"""Passwords, second factors and sessions."""
