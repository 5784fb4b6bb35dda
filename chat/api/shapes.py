"""How a chat looks from outside, and what may be sent to it. Entries and acts are told as on the
socket: docs/protocol.md describes each kind."""

from rest_framework import serializers

from chat.models import Chat
from chat.moderation.verbs import MINUTES

_LARGEST = 2**31 - 1
_HOLD = [choice for choice, _label in Chat.Hold.choices]


def _number(**options: object) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=_LARGEST, **options)  # type: ignore[arg-type]


class PlaceForm(serializers.Serializer):
    """Where in the log."""

    before = _number(required=False, help_text="Entries before this number.")
    after = _number(required=False, help_text="Entries after this number.")


class BeforeForm(serializers.Serializer):
    before = _number(required=False, help_text="Acts before this number.")


class HistoryShape(serializers.Serializer):
    """All there is between two numbers, in order."""

    after = serializers.IntegerField()
    upto = serializers.IntegerField()
    more = serializers.BooleanField(help_text="Whether there is anything before it.")
    entries = serializers.ListField(child=serializers.DictField())


class AnnouncementForm(serializers.Serializer):
    text = serializers.CharField(max_length=4000, allow_blank=True)
    client = serializers.RegexField(
        r"^[A-Za-z0-9_-]{1,64}\Z",
        required=False,
        help_text="Your own id of it; sent twice, it is written once.",
    )


class MessageForm(AnnouncementForm):
    to = _number(required=False, allow_null=True, help_text="Number of what it replies to.")
    kind = serializers.ChoiceField(choices=["message", "question"], default="message")


class PollForm(AnnouncementForm):
    options = serializers.ListField(
        child=serializers.CharField(max_length=200, allow_blank=True), max_length=20
    )


class WrittenShape(serializers.Serializer):
    number = serializers.IntegerField(allow_null=True, help_text="Null: somebody reads it first.")
    held = serializers.BooleanField()


class WhyForm(serializers.Serializer):
    why = serializers.CharField(max_length=300, allow_blank=True, default="")


class SilenceForm(WhyForm):
    person = serializers.CharField(max_length=150)
    minutes = serializers.ChoiceField(
        choices=[one for one in MINUTES if one],
        allow_null=True,
        help_text="Null: until the chat closes.",
    )


class BanForm(WhyForm):
    person = serializers.CharField(max_length=150)


class DoneShape(serializers.Serializer):
    number = serializers.IntegerField(allow_null=True, help_text="Null: all was so already.")


class ActsShape(serializers.Serializer):
    """The newest acts, in order."""

    acts = serializers.ListField(child=serializers.DictField())
    more = serializers.BooleanField()


class QueueShape(serializers.Serializer):
    """What is held, the oldest first."""

    held = serializers.ListField(child=serializers.DictField())


class RulesShape(serializers.Serializer):
    """`blocked_words`, `opens_minutes` and `closes_minutes` are told to moderators alone."""

    slow_seconds = serializers.IntegerField()
    followers_only = serializers.BooleanField()
    verified_only = serializers.BooleanField()
    min_age_minutes = serializers.IntegerField()
    links_off = serializers.BooleanField()
    locked = serializers.BooleanField()
    hold = serializers.ChoiceField(choices=_HOLD)
    blocked_words = serializers.CharField(required=False)
    opens_minutes = serializers.IntegerField(required=False, allow_null=True)
    closes_minutes = serializers.IntegerField(required=False)


class RulesForm(serializers.Serializer):
    """Send only what changes. When it opens and closes is its creator's to choose."""

    slow_seconds = _number(required=False)
    followers_only = serializers.BooleanField(required=False)
    verified_only = serializers.BooleanField(required=False)
    min_age_minutes = _number(required=False)
    links_off = serializers.BooleanField(required=False)
    locked = serializers.BooleanField(required=False)
    hold = serializers.ChoiceField(choices=_HOLD, required=False)
    blocked_words = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    opens_minutes = _number(required=False, allow_null=True)
    closes_minutes = _number(required=False)
