"""What shows do when something happens on a lower floor."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_signed_up
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.registration import ONWARD
from accounts.signals import person_suspended

from .moderation import revoke_keys_of
from .planning.casting import hand_over
from .planning.seat_wishes import Fulfilled, fulfil, fulfil_at_sign_in, keep


@receiver(person_suspended, dispatch_uid="stream keys of a suspended person end")
def end_keys(sender: type[User], user: User, **_: object) -> None:
    """Whoever is suspended is cut off at once, not when they next knock."""
    revoke_keys_of(user)


@receiver(email_confirmed, dispatch_uid="parts that were offered to an address")
def hand_over_parts(sender: object, email_address: EmailAddress, **_: object) -> None:
    """Whoever was asked before they had an account finds the question on their page."""
    hand_over(email_address.email, to=email_address.user)


@receiver(user_signed_up, dispatch_uid="a seat that a stranger asked for waits with the account")
def keep_wish(sender: object, request: HttpRequest, user: User, **_more: object) -> None:
    if wished := keep(request.session, user):
        request.session[ONWARD] = wished.show.get_absolute_url()


@receiver(email_confirmed, dispatch_uid="a seat that was asked for before there was an account")
def fulfil_wish(
    sender: object, request: HttpRequest, email_address: EmailAddress, **_more: object
) -> None:
    """On the device where they confirm their address, which may be another than they asked on."""
    if done := fulfil(email_address.user):
        _tell(request, done)
        request.session[ONWARD] = done.show.get_absolute_url()


@receiver(user_logged_in, dispatch_uid="a seat that was asked for before they signed in")
def fulfil_wish_at_sign_in(
    sender: object, request: HttpRequest, user: User, **_more: object
) -> None:
    if done := fulfil_at_sign_in(request.session, user):
        _tell(request, done)


def _tell(request: HttpRequest, done: Fulfilled) -> None:
    """The next page says whether they have the seat, or why not."""
    words = {"title": done.show.title}
    if done.refusal is None:
        messages.success(request, _("You have a seat in “%(title)s”.") % words, fail_silently=True)
    else:
        words["reason"] = done.refusal.sentence
        sentence = _("There is no seat for you in “%(title)s” yet. %(reason)s") % words
        messages.warning(request, sentence, fail_silently=True)
