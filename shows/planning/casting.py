"""The cast: invite() invite_person() credit() answer() change_part() dismiss()
ask_again(), and hand_over() for whoever confirms an address that was asked.
"""

from contextlib import suppress

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Suspension, User
from accounts.suspensions import is_suspended
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line

from ..locking import lock_show
from ..models import CastMember, Letter, Show
from ..signals import cast_changed
from .keys import revoke_key

IN_THE_CREDITS: list[str] = [CastMember.Part.HOST, CastMember.Part.PERFORMER]
MOST_CAST = 100


def join_as_host(show: Show) -> CastMember:
    """The creator is host of their own show, without being asked."""
    return CastMember.objects.create(
        show=show,
        user=show.creator,
        part=CastMember.Part.HOST,
        answer=CastMember.Answer.ACCEPTED,
        answered_at=timezone.now(),
        invited_by=show.creator,
    )


@transaction.atomic
def invite(
    show: Show, *, user: User, part: str, by: User, credit: str = "", asked_by: str = ""
) -> CastMember:
    """Ask a member to take a part; they see it on their page and get a letter."""
    _check_room(show, user=user)
    member, made = CastMember.objects.get_or_create(
        show=show,
        user=user,
        defaults={"part": part, "credit": credit, "invited_by": by, "position": show.cast.count()},
    )
    if not made and member.answer != CastMember.Answer.DECLINED:
        raise Refused(
            "cast.already_in",
            _("%(name)s is in the cast already.") % {"name": user.name},
            field="person",
        )
    if not made:
        member.part, member.credit, member.invited_by = part, credit, by
        member.answer, member.answered_at = CastMember.Answer.INVITED, None
        member.save()
    _owe_letter(show, user)
    audit.record(
        by, "cast.invited", show, after={"person": asked_by or user.username, "part": part}
    )
    return member


def invite_person(show: Show, *, person: str, part: str, by: User, credit: str = "") -> CastMember:
    """Ask somebody by their name in addresses, or by e-mail address.

    An address is answered the same whether a member has it or not.
    """
    person = clean_line(person, 254, field="person").removeprefix("@")
    credit = clean_line(credit, 60, field="credit")
    _check_part(part, *CastMember.Part.values)
    if "@" in person:
        return _invite_address(show, person.lower(), part=part, by=by, credit=credit)
    user = User.objects.filter(username=person.lower(), is_active=True).first()
    if user is None or is_suspended(user):
        raise Refused(
            "cast.no_such_person", _("No member has this name."), status=400, field="person"
        )
    return invite(show, user=user, part=part, by=by, credit=credit)


@transaction.atomic
def _invite_address(show: Show, address: str, *, part: str, by: User, credit: str) -> CastMember:
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(
            "cast.bad_address", _("This is no e-mail address."), status=400, field="person"
        ) from None
    _check_room(show, address=address)
    if show.cast.filter(address=address).exclude(answer=CastMember.Answer.DECLINED).exists():
        raise Refused("cast.already_in", _("This address was asked already."), field="person")
    show.cast.filter(address=address).delete()
    user = _unasked_member(show, address)
    if user is not None:
        member = invite(show, user=user, part=part, by=by, credit=credit, asked_by=address)
    else:
        member = CastMember.objects.create(
            show=show, part=part, credit=credit, invited_by=by, position=show.cast.count()
        )
        audit.record(by, "cast.invited", show, after={"person": address, "part": part})
    CastMember.objects.filter(pk=member.pk).update(address=address)
    member.address = address
    return member


def _unasked_member(show: Show, address: str) -> User | None:
    """The member with this address, unless they stand in the cast under their name."""
    known = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
    found = known.select_related("user").first()
    if found is None or is_suspended(found.user) or show.cast.filter(user=found.user).exists():
        return None
    return found.user


def hand_over(address: str, *, to: User) -> None:
    """The parts that were offered to this address are now for the member who confirmed it."""
    if is_suspended(to):
        return
    waiting = CastMember.objects.filter(
        address=address.lower(), user=None, answer=CastMember.Answer.INVITED
    )
    for member in waiting.exclude(show__cast__user=to).select_related("show"):
        with suppress(IntegrityError), transaction.atomic():  # asked by name in this moment
            waiting.filter(pk=member.pk).update(user=to)
            _owe_letter(member.show, to)


def ask_again(show: Show, copy: Show) -> None:
    """Give a copy of the show the same cast. Names are copied as they are, people are asked again.
    They get their letter when the copy is announced, since its date may change until then."""
    suspended = Suspension.objects.filter(user=OuterRef("user"), lifted_at=None)
    here = Q(user=None) | Q(user__is_active=True) & ~Exists(suspended) & ~Q(user=copy.creator_id)
    cast = show.cast.filter(here).exclude(answer=CastMember.Answer.DECLINED)
    CastMember.objects.bulk_create(
        _asked_anew(member, copy) for member in cast.select_related("user")
    )


def _asked_anew(member: CastMember, copy: Show) -> CastMember:
    """Who was asked by an address and has not answered is asked by that address again: the site
    does not tell whose it is."""
    known = bool(member.name) or member.answer == CastMember.Answer.ACCEPTED
    return CastMember(
        show=copy,
        user=member.user,
        name=member.name,
        address="" if known else member.address,
        part=member.part,
        credit=member.credit,
        answer=member.answer if member.name else CastMember.Answer.INVITED,
        invited_by=copy.creator,
        position=member.position,
    )


def _owe_letter(show: Show, user: User) -> None:
    Letter.objects.get_or_create(
        show=show, user=user, kind=Letter.Kind.CAST, schedule_version=show.schedule_version
    )


def _check_room(show: Show, **known: object) -> None:
    """With the show held, so that two who ask at once are counted one after the other."""
    lock_show(show)
    if show.cast.count() < MOST_CAST or known and show.cast.filter(**known).exists():
        return
    raise Refused(
        "cast.full", _("A cast has at most %(most)d people.") % {"most": MOST_CAST}, field="person"
    )


def _held_member(member: CastMember) -> None:
    """Whoever was dismissed in the meantime has no part any more."""
    if not CastMember.objects.select_for_update().filter(pk=member.pk).exists():
        raise Http404


def _check_part(part: str, *known: str) -> None:
    if part not in known:
        raise Refused("cast.unknown_part", _("Choose one of the parts."), status=400, field="part")


def parts_for(member: CastMember) -> list[str]:
    """What somebody can be in this show: a name without an account cannot keep order."""
    return IN_THE_CREDITS if member.name else CastMember.Part.values


@transaction.atomic
def credit(show: Show, *, name: str, part: str, credit: str = "") -> CastMember:
    """Name somebody without an account in the credits."""
    name = clean_line(name, 60, field="name")
    if not name:
        raise Refused("cast.no_name", _("Say who it is."), status=400, field="name")
    _check_part(part, *IN_THE_CREDITS)
    _check_room(show)
    return CastMember.objects.create(
        show=show,
        name=name,
        part=part,
        credit=clean_line(credit, 60, field="credit"),
        answer=CastMember.Answer.ACCEPTED,
        position=show.cast.count(),
    )


@transaction.atomic
def answer(member: CastMember, *, accepted: bool) -> None:
    """Accept or decline; a change of mind is allowed, and declining ends their stream key."""
    if member.user_id == member.show.creator_id and not accepted:
        raise Refused("cast.creator_stays", _("Whoever made the show stays in its cast."))
    _held_member(member)
    member.answer = CastMember.Answer.ACCEPTED if accepted else CastMember.Answer.DECLINED
    member.answered_at = timezone.now()
    member.save(update_fields=["answer", "answered_at"])
    if not accepted:
        _end_keys(member, by=member.user)


@transaction.atomic
def change_part(member: CastMember, *, by: User, part: str = "", credit: str | None = None) -> None:
    """Another part, or another line in the credits. The creator stays host, and who may not
    perform any more loses their stream key."""
    part = part or member.part
    _check_part(part, *parts_for(member))
    if member.user_id == member.show.creator_id and part != CastMember.Part.HOST:
        raise Refused(
            "cast.creator_stays", _("Whoever made the show stays its host."), field="part"
        )
    _held_member(member)
    before = {"person": member.shown_name, "part": member.part}
    member.part = part
    member.credit = member.credit if credit is None else clean_line(credit, 60, field="credit")
    member.save(update_fields=["part", "credit"])
    if part == CastMember.Part.MODERATOR:
        _end_keys(member, by=by)
    after = {"person": member.shown_name, "part": part}
    audit.record(by, "cast.changed", member.show, before=before, after=after)


@transaction.atomic
def dismiss(member: CastMember, *, by: User) -> None:
    """Take somebody out of the cast; the creator stays."""
    if member.user_id == member.show.creator_id:
        raise Refused("cast.creator_stays", _("Whoever made the show stays in its cast."))
    _held_member(member)
    _end_keys(member, by=by)
    audit.record(by, "cast.dismissed", member.show, before={"person": member.shown_name})
    member.delete()


def _end_keys(member: CastMember, *, by: User | None) -> None:
    """Whoever performs without a key, from a page, is told of by cast_changed."""
    show, user = member.show, member.user
    if user is None:
        return
    for key in show.stream_keys.filter(holder=user, revoked_at=None):
        revoke_key(key, by=by)
    transaction.on_commit(lambda: cast_changed.send(Show, show=show, user=user))
