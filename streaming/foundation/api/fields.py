"""Fields that several shapes need."""

from typing import Any

from django.conf import settings
from rest_framework import serializers


class Address(serializers.URLField):
    """A path of ours as a full address: from the setting, never from what a request claims."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> str:
        return f"{settings.FOOTLIGHTS_URL}{value() if callable(value) else value}"


class PageAddress(Address):
    """The page of the thing itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="get_absolute_url", **options)
