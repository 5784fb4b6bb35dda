"""A viewer who asks for 100 keyframes and 1,000 packets again each second, whatever it gets."""

from streaming.extras.viewer import OUR_SSRC, Viewer
from streaming.wire import rtcp

EACH_SECONDS = 0.01


class RudeViewer(Viewer):
    _rude_at = 0.0

    def tick(self, now: float) -> None:
        super().tick(now)
        while self.is_connected and now >= self._rude_at:
            self._rude_at = max(self._rude_at + EACH_SECONDS, now - 0.1)
            for ssrc, inspection in self.inspections.items():
                if inspection.pictures:
                    newest = inspection.newest
                    again = [(newest - back) & 0xFFFF for back in range(10)]
                    self.send_control(
                        [rtcp.Pli(OUR_SSRC, ssrc), rtcp.Nack(OUR_SSRC, ssrc, again[::-1])]
                    )
