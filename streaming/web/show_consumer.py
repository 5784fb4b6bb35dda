"""The socket of a show's page: it says when the state changes, and nothing else yet."""

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import Http404

from accounts.models import User
from accounts.standing import is_suspended
from shows.access import UNLOCKED, Visitor, find_show
from shows.models import Show

from .envelopes import state_envelope
from .groups import person_group, show_group

UNKNOWN = 4404
SIGNED_OUT = 4401


class ShowConsumer(AsyncJsonWebsocketConsumer):
    """Authorised again for each envelope: what was public may have been hidden since, a seat given
    back, a person suspended or signed out."""

    groups_joined: tuple[str, ...] = ()

    async def connect(self) -> None:
        show = await self._show()
        if show is None:
            await self.close(UNKNOWN)
            return
        user = self.scope["user"]
        mine = (person_group(user),) if user.is_authenticated else ()
        self.groups_joined = (show_group(show), *mine)
        for group in self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()
        await self.show_changed({})  # read afresh: nothing that happened while we joined is missed

    async def disconnect(self, code: int) -> None:
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content, **kwargs) -> None:
        """Nothing is said on this socket; whoever talks is not our page."""
        await self.close(4400)

    async def show_changed(self, hint: dict) -> None:
        if not await self._is_still_signed_in():
            await self.close(SIGNED_OUT)
        elif (show := await self._show()) is None:
            await self.close(UNKNOWN)
        else:
            await self.send_json(state_envelope(show))

    @database_sync_to_async
    def _is_still_signed_in(self) -> bool:
        """Whoever came as somebody stays only as that; the page comes back as a stranger."""
        user, session = self.scope["user"], self.scope["session"]
        if not user.is_authenticated:
            return True
        known = User.objects.filter(pk=user.pk, is_active=True).exists() and not is_suspended(user)
        return known and session.exists(session.session_key)

    @database_sync_to_async
    def _show(self) -> Show | None:
        session = self.scope["session"]
        visitor = Visitor(self.scope["user"], frozenset(session.get(UNLOCKED, [])))
        try:
            return find_show(visitor, self.scope["url_route"]["kwargs"]["slug"])
        except Http404:
            return None
