"""How a show looks from outside, and what may be sent about it."""

from typing import Any

from rest_framework import serializers

from accounts.api.shapes import PersonShape
from shows.access import can_edit, state_for
from shows.models import CastMember, Show
from shows.planning.fields import LONGEST_GRACE, SHORTEST_GRACE
from shows.states import State
from streaming.foundation.api.fields import Address, PageAddress

from .fields import Moment


class CreditShape(serializers.Serializer):
    """Somebody of the show, as the audience reads it."""

    name = serializers.CharField(source="shown_name")
    part = serializers.ChoiceField(choices=CastMember.Part.choices)
    credit = serializers.CharField()
    person = PersonShape(source="user", allow_null=True)


class PosterShape(serializers.Serializer):
    """The picture of a show in two sizes."""

    card = Address(source="poster_card_url")
    full = Address(source="poster_full_url")


class ListedShowShape(serializers.Serializer):
    """A show as lists tell it."""

    slug = serializers.SlugField()
    url = PageAddress()
    title = serializers.CharField()
    summary = serializers.CharField()
    category = serializers.ChoiceField(choices=Show.Category.choices)
    tags = serializers.SerializerMethodField()
    creator = PersonShape()
    state = serializers.SerializerMethodField(
        help_text="Outside the cast a show in rehearsal is simply announced."
    )
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    doors_at = serializers.DateTimeField()
    length_minutes = serializers.IntegerField()
    time_zone = serializers.CharField(help_text="Where the show is made.")
    language = serializers.CharField()
    access = serializers.ChoiceField(choices=Show.Access.choices)
    capacity = serializers.IntegerField(allow_null=True, help_text="Null: no limit.")
    seats_left = serializers.IntegerField(allow_null=True)
    viewer_count = serializers.IntegerField(help_text="How many watch now.")
    poster = PosterShape(source="*")

    def get_tags(self, show: Show) -> list[str]:
        return [tag.name for tag in show.tags.all()]

    def get_state(self, show: Show) -> State:
        return State(state_for(self.context["request"].user, show))


class ShowShape(ListedShowShape):
    """A show with all that its page tells."""

    description = serializers.CharField(help_text="Markdown.")
    content_notes = serializers.CharField()
    chat_rules = serializers.CharField()
    credits = CreditShape(
        source="cast_credits",
        many=True,
        help_text="The cast: each person or name, with part and credit.",
    )
    doors_minutes = serializers.IntegerField()
    grace_seconds = serializers.IntegerField(
        help_text="So long an interrupted show waits for its performers; then it ends."
    )
    announced_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()
    cancelled_reason = serializers.CharField()
    hidden_at = serializers.DateTimeField(allow_null=True, help_text="Hidden by moderators since.")
    editable = serializers.SerializerMethodField(help_text="Whether it is yours to change.")

    def to_representation(self, show: Show) -> dict[str, Any]:
        """Add `cast`, the old name of `credits`, for one more version. It is not in the schema:
        clients made by openapi-python-client use that name themselves, and broke."""
        told = super().to_representation(show)
        return told | {"cast": told["credits"]}

    def get_editable(self, show: Show) -> bool:
        return can_edit(self.context["request"].user, show)


class ShowForm(serializers.Serializer):
    """What its creator says of a show. What the fields may hold is decided by the show itself."""

    title = serializers.CharField(max_length=120)
    category = serializers.ChoiceField(choices=Show.Category.choices)
    starts_at = Moment()
    time_zone = serializers.CharField(max_length=64, required=False, help_text="Like Europe/Paris.")
    length_minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False)
    slug = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="Made of the title if missing."
    )
    summary = serializers.CharField(max_length=200, required=False, allow_blank=True)
    description = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=31), max_length=8, required=False
    )
    language = serializers.CharField(max_length=35, required=False, allow_blank=True)
    content_notes = serializers.CharField(max_length=300, required=False, allow_blank=True)
    access = serializers.ChoiceField(choices=Show.Access.choices, required=False)
    password = serializers.CharField(
        max_length=128, required=False, help_text="For access “password”.", trim_whitespace=False
    )
    capacity = serializers.IntegerField(
        min_value=1, max_value=100_000, required=False, allow_null=True
    )
    doors_minutes = serializers.IntegerField(min_value=0, max_value=720, required=False)
    grace_seconds = serializers.IntegerField(
        min_value=SHORTEST_GRACE, max_value=LONGEST_GRACE, required=False
    )
    chat_rules = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class WishForm(serializers.Serializer):
    """What one is looking for."""

    q = serializers.CharField(max_length=100, required=False, allow_blank=True)
    category = serializers.ChoiceField(choices=Show.Category.choices, required=False)
    creator = serializers.CharField(max_length=30, required=False, allow_blank=True)
    tag = serializers.CharField(max_length=30, required=False, allow_blank=True)
    when = serializers.ChoiceField(choices=["coming", "live", "past"], required=False)


class CategoryShape(serializers.Serializer):
    category = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours


class RescheduleForm(serializers.Serializer):
    starts_at = Moment()
    length_minutes = serializers.IntegerField(min_value=1, max_value=1440, required=False)
    time_zone = serializers.CharField(max_length=64, required=False)


class CancelForm(serializers.Serializer):
    """The reason is told to the audience."""

    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class GoLiveForm(serializers.Serializer):
    early = serializers.BooleanField(
        default=False,
        help_text="Before the doors a show begins only with this: it writes to everybody.",
    )


class PosterForm(serializers.Serializer):
    """A JPEG, PNG, WebP or GIF of at most 10 MB, as multipart/form-data."""

    poster = serializers.FileField(allow_empty_file=True)
