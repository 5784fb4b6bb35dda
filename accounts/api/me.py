"""You: your profile and your picture."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from accounts.models import User
from accounts.profile import change_picture, change_profile, remove_picture
from accounts.roles import is_creator, is_moderator

from .base import ApiView, MemberRequest, done
from .shapes import MeForm, MeShape, PictureForm


@dataclass
class Self:
    """A person with what they may be here."""

    user: User

    @property
    def creator(self) -> bool:
        return is_creator(self.user)

    @property
    def moderator(self) -> bool:
        return is_moderator(self.user)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.user, name)


class Me(ApiView):
    scopes = {"GET": "profile:read", "PATCH": "profile:write"}

    @extend_schema(tags=["me"], responses=MeShape)
    def get(self, request: MemberRequest) -> Response:
        """Your profile, and whether you may make shows."""
        return self.tell(Self(request.user), MeShape)

    @extend_schema(tags=["me"], request=MeForm, responses=MeShape)
    def patch(self, request: MemberRequest) -> Response:
        """Change your profile; what is not sent stays."""
        # A row of its own: what does not pass must not show anywhere else.
        person = User.objects.get(pk=request.user.pk)
        change_profile(person, **self.read(MeForm, partial=True))
        return self.tell(Self(person), MeShape)


class Picture(ApiView):
    scopes = {"PUT": "profile:write", "DELETE": "profile:write"}
    parser_classes = [MultiPartParser]
    throttle_scope = "pictures"

    @extend_schema(tags=["me"], request={"multipart/form-data": PictureForm}, responses=MeShape)
    def put(self, request: MemberRequest) -> Response:
        """Show a new picture of you."""
        change_picture(request.user, self.read(PictureForm)["picture"])
        return self.tell(Self(request.user), MeShape)

    @extend_schema(tags=["me"], responses={204: None})
    def delete(self, request: MemberRequest) -> Response:
        """Back to your drawn initials."""
        remove_picture(request.user)
        return done()
