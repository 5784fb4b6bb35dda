"""How people, tokens and reports look from outside, and what may be sent about them."""

from rest_framework import serializers

from accounts.models import PersonalToken, Report
from streaming.foundation.api.fields import Address, PageAddress


class PersonShape(serializers.Serializer):
    """What anybody may know of a person, in short."""

    username = serializers.CharField()
    name = serializers.CharField()
    url = PageAddress()
    picture_url = Address()


class ProfileShape(PersonShape):
    """What stands on a person's page."""

    bio = serializers.CharField(help_text="Markdown.")
    links = serializers.ListField(child=serializers.CharField())


class PublicProfileShape(ProfileShape):
    follower_count = serializers.IntegerField()
    followed = serializers.BooleanField(help_text="Whether whoever asks follows them.")


class MeShape(ProfileShape):
    """Your own profile and what you may be here."""

    email = serializers.EmailField(allow_blank=True)
    time_zone = serializers.CharField()
    language = serializers.CharField()
    theme = serializers.CharField()
    creator = serializers.BooleanField(help_text="Whether you may make shows.")
    moderator = serializers.BooleanField()


class MeForm(serializers.Serializer):
    """What you may change about yourself; send only what changes."""

    display_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    bio = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    links = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=5, required=False
    )
    time_zone = serializers.CharField(max_length=64, allow_blank=True, required=False)
    language = serializers.CharField(max_length=8, allow_blank=True, required=False)
    theme = serializers.ChoiceField(choices=["auto", "light", "dark"], required=False)


class PictureForm(serializers.Serializer):
    """A JPEG, PNG, WebP or GIF of at most 10 MB, as multipart/form-data."""

    picture = serializers.FileField(allow_empty_file=True)


class TokenShape(serializers.Serializer):
    """A personal token without its secret."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The secret starts with fl_ and this.")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenShape(TokenShape):
    secret = serializers.CharField(help_text="Told once, now. Nobody can read it again.")


class TokenForm(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=PersonalToken.Scope.choices), allow_empty=False
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ReportForm(serializers.Serializer):
    """What breaks the rules. A show is named by its slug, a person by their username."""

    kind = serializers.CharField(max_length=20)
    target = serializers.CharField(max_length=80)
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    words = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ReportShape(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    about = serializers.CharField(source="target_name")
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    words = serializers.CharField()
    made_at = serializers.DateTimeField()
    decision = serializers.ChoiceField(
        choices=[("", "open"), *Report.Decision.choices], help_text="Empty while it is open."
    )


class QueuedReportShape(ReportShape):
    """A report as moderators read it."""

    target_id = serializers.CharField()
    target_url = serializers.CharField()
    snapshot = serializers.DictField(help_text="What was reported, as it was then.")
    reporter = PersonShape(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = PersonShape(allow_null=True)
    note = serializers.CharField()


class DecisionForm(serializers.Serializer):
    """`remedy` is what follows, such as `hide` or `suspend`; it needs a note."""

    decision = serializers.ChoiceField(choices=Report.Decision.choices)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    remedy = serializers.CharField(max_length=20, allow_blank=True, default="")


class QueueForm(serializers.Serializer):
    """Which reports: those still open, or those decided."""

    open = serializers.BooleanField(default=True)
