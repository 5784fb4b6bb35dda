"""The cast: invite() credit() answer() dismiss()."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.refusals import Refused

from .keys import revoke_key
from .models import CastMember, Letter, Show


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
def invite(show: Show, *, user: User, part: str, by: User, credit: str = "") -> CastMember:
    """Ask a member to take a part; they see it on their page and get a letter."""
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
    Letter.objects.get_or_create(
        show=show, user=user, kind=Letter.Kind.CAST, schedule_version=show.schedule_version
    )
    audit.record(by, "cast.invited", show, after={"person": user.username, "part": part})
    return member


def credit(show: Show, *, name: str, part: str, credit: str = "") -> CastMember:
    """Name somebody without an account in the credits."""
    return CastMember.objects.create(
        show=show,
        name=name,
        part=part,
        credit=credit,
        answer=CastMember.Answer.ACCEPTED,
        position=show.cast.count(),
    )


@transaction.atomic
def answer(member: CastMember, *, accepted: bool) -> None:
    """Accept or decline; a change of mind is allowed, and declining ends their stream key."""
    if member.user_id == member.show.creator_id and not accepted:
        raise Refused("cast.creator_stays", _("Whoever made the show stays in its cast."))
    member.answer = CastMember.Answer.ACCEPTED if accepted else CastMember.Answer.DECLINED
    member.answered_at = timezone.now()
    member.save(update_fields=["answer", "answered_at"])
    if not accepted:
        _end_keys(member, by=member.user)


@transaction.atomic
def dismiss(member: CastMember, *, by: User) -> None:
    """Take somebody out of the cast; the creator stays."""
    if member.user_id == member.show.creator_id:
        raise Refused("cast.creator_stays", _("Whoever made the show stays in its cast."))
    _end_keys(member, by=by)
    audit.record(by, "cast.dismissed", member.show, before={"person": member.shown_name})
    member.delete()


def _end_keys(member: CastMember, *, by: User | None) -> None:
    for key in member.show.stream_keys.filter(holder=member.user, revoked_at=None):
        revoke_key(key, by=by)
