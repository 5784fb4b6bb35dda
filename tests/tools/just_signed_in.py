"""just_signed_in(): a test client whose person has just typed their password."""

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def just_signed_in(client: Client, person: User, **how) -> Client:
    """`how` is one more step that allauth records, such as method="mfa"."""
    client.force_login(person, backend=BACKEND)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "password", reauthenticated=True)
    if how:
        record_authentication(request, person, **how)
    request.session.save()
    return client
