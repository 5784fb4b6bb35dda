"""How cast, seats, invitations and keys look from outside, and what may be sent about them."""

from rest_framework import serializers

from accounts.api.shapes import PersonShape
from shows.models import CastMember
from streaming.foundation.api.fields import PageAddress

from .shapes import ListedShowShape


class CastMemberShape(serializers.Serializer):
    """One place in the cast, as the creator of the show sees it."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="shown_name")
    part = serializers.ChoiceField(choices=CastMember.Part.choices)
    credit = serializers.CharField()
    answer = serializers.ChoiceField(choices=CastMember.Answer.choices)
    person = PersonShape(
        source="shown_user",
        allow_null=True,
        help_text="Null for a name in the credits, and for an address that has not accepted.",
    )
    invited_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class PartShape(serializers.Serializer):
    """A part that you were asked to take."""

    show = ListedShowShape()
    part = serializers.ChoiceField(choices=CastMember.Part.choices)
    credit = serializers.CharField()
    answer = serializers.ChoiceField(choices=CastMember.Answer.choices)
    invited_by = PersonShape(allow_null=True)
    invited_at = serializers.DateTimeField()


class CastForm(serializers.Serializer):
    """Either `person` (username or e-mail address) who is asked, or `name` for the credits."""

    person = serializers.CharField(max_length=254, required=False, allow_blank=True, default="")
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    part = serializers.ChoiceField(choices=CastMember.Part.choices)
    credit = serializers.CharField(max_length=60, allow_blank=True, default="")


class PartForm(serializers.Serializer):
    part = serializers.ChoiceField(choices=CastMember.Part.choices, required=False)
    credit = serializers.CharField(max_length=60, allow_blank=True, required=False)


class AnswerForm(serializers.Serializer):
    accepted = serializers.BooleanField()


class SeatShape(serializers.Serializer):
    """A seat of yours."""

    show = serializers.SlugField(source="show.slug")
    taken_at = serializers.DateTimeField()


class TakenSeatShape(serializers.Serializer):
    """Who has a seat, for the creator of the show."""

    person = PersonShape(source="user")
    taken_at = serializers.DateTimeField()
    invitation = serializers.IntegerField(source="invitation_id", allow_null=True)


class InvitationShape(serializers.Serializer):
    """A link with which people may take seats."""

    id = serializers.IntegerField()
    url = PageAddress()
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours
    places = serializers.IntegerField()
    used = serializers.IntegerField()
    made_at = serializers.DateTimeField()


class InvitationForm(serializers.Serializer):
    places = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    label = serializers.CharField(max_length=80, allow_blank=True, default="")  # type: ignore[assignment]  # a field of ours


class InvitedShape(serializers.Serializer):
    """What an invitation is to."""

    show = ListedShowShape()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours
    places = serializers.IntegerField()
    used = serializers.IntegerField()


class KeyShape(serializers.Serializer):
    """A stream key without its secret."""

    prefix = serializers.CharField()
    masked = serializers.CharField()
    holder = PersonShape()
    issued_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewKeyShape(KeyShape):
    secret = serializers.CharField(help_text="Told once, now. Nobody can read it again.")


class KeyForm(serializers.Serializer):
    """Whose key: a performer of the show; you, if nobody is named."""

    holder = serializers.CharField(max_length=30, required=False)
