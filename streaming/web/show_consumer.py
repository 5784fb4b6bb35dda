"""The socket of a show's page: it says when the state changes, and nothing else yet."""

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import Http404

from shows.access import UNLOCKED, Visitor, find_show
from shows.models import Show

from .envelopes import state_envelope
from .groups import show_group

UNKNOWN = 4404


class ShowConsumer(AsyncJsonWebsocketConsumer):
    """Authorised again for each envelope: what was public may have been hidden since."""

    group = ""

    async def connect(self) -> None:
        show = await self._show()
        if show is None:
            await self.close(UNKNOWN)
            return
        self.group = show_group(show)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json(state_envelope(show))

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content, **kwargs) -> None:
        """Nothing is said on this socket; whoever talks is not our page."""
        await self.close(4400)

    async def show_changed(self, hint: dict) -> None:
        show = await self._show()
        if show is None:
            await self.close(UNKNOWN)
        else:
            await self.send_json(state_envelope(show))

    @database_sync_to_async
    def _show(self) -> Show | None:
        session = self.scope["session"]
        visitor = Visitor(self.scope["user"], frozenset(session.get(UNLOCKED, [])))
        try:
            return find_show(visitor, self.scope["url_route"]["kwargs"]["slug"])
        except Http404:
            return None
