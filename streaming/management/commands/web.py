"""`manage.py web`: pages and sockets alone, for sites whose processes run on several machines."""

from django.conf import settings
from django.core.management.base import BaseCommand

from streaming.launch.addresses import listen
from streaming.launch.serving import serve


class Command(BaseCommand):
    help = "Serve pages, the API and sockets, and nothing else. `live` does this by itself."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        """FOOTLIGHTS_HOST and FOOTLIGHTS_PORT say where."""
        serve(listen(settings.HOST, settings.PORT), self._started)

    def _started(self) -> None:
        self.stdout.write(f"Pages are answered at {settings.FOOTLIGHTS_URL}. Ctrl-C stops.")
        self.stdout.flush()
