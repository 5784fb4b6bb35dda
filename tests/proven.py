"""Signed in as by a form: proven() is a client whose person has just typed the password."""

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def proven(client: Client, person: User, **how) -> Client:
    """`how` is one more step that they have passed, as allauth notes it: method="mfa"."""
    client.force_login(person, backend=BACKEND)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "password", reauthenticated=True)
    if how:
        record_authentication(request, person, **how)
    request.session.save()
    return client
