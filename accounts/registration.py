"""Signing up and confirming an address, on top of allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as AllauthSignupForm


class Registration(DefaultAccountAdapter):
    """Where allauth asks us."""


class SignupForm(AllauthSignupForm):
    """Address, name and password; nothing else is asked for."""
