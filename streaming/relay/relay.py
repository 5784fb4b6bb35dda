"""The relay: every stage and every peer of this process, and what it does when web commands it."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import structs

from streaming.control import commands, reports
from streaming.forwarding.packet_cache import Memory
from streaming.forwarding.refusal import Refusal, Unfit
from streaming.process.counters import Counters
from streaming.process.courier import Courier
from streaming.transport.engine import make_certificate
from streaming.wire import sdp
from streaming.wire.errors import Malformed
from streaming.wire.extensions import abs_send_time

from . import admission, srtp
from .config import Config
from .front import Front, open_socket
from .handshakes import Handshakes
from .lane import Lane
from .local_addresses import announced
from .outbox import Outbox
from .peer import Peer
from .performer import Performer
from .stage import Stage
from .viewer import STANDING, Viewer

log = logging.getLogger(__name__)

TICK_SECONDS = 0.025
SWEEP_SECONDS = 0.5
HEARTBEAT_SECONDS = 2.0
# To those who may come again, by what they were refused for.
RETRY_SECONDS = {
    "stage.empty": 3, "stage.older_epoch": 3, "relay.full": 3, "relay.too_many_opening": 1,
}  # fmt: skip
MOST_DESCRIBED = 100
MOST_HUSHED = MOST_PAUSES = 10_000  # stages; those of shows that are long over go first


class Relay:
    def __init__(self, config: Config, boot: str, loop: asyncio.AbstractEventLoop) -> None:
        self.config, self.boot = config, boot
        self.now = loop.time
        self._loop = loop
        self.tally = Counters()
        self.certificate = make_certificate()
        self.scratch = srtp.Scratch()
        sock = open_socket(config.udp_host, config.udp_port)
        self.front = Front(sock, self.tally, self._drained)
        self.outbox = Outbox(sock, self.tally)
        self.addresses = announced(config, sock.getsockname()[1])
        self.handshakes = Handshakes(self.certificate, loop, self.tally)
        self.memory = Memory(config.cache_bytes)
        self.courier = Courier(config, boot, self.tally)
        self.stages: dict[str, Stage] = {}
        self.peers: dict[tuple[str, str], Peer] = {}
        self.hushed: dict[str, set[str]] = {}  # parts by stage; also of stages nobody is on
        self.pauses: dict[str, commands.Pause] = {}  # the last word about each stage
        self.ready: dict[Lane, None] = {}  # these have packets to forward, the longest first
        self._forwarding: Iterator[int] | None = None
        self._catching_up: Iterator[None] | None = None
        self._swept_at = self.now()
        self._beat_at = self._swept_at - HEARTBEAT_SECONDS  # a new boot is told at once
        self._cpu, self._bytes = time.process_time(), 0
        self.load = commands.Load(0.0, 0, 0, config.most_sessions)

    # ── what web asks for

    def obey(self, command: commands.Command) -> commands.Answer:
        """Everything but a refusal is done when this returns."""
        try:
            match command:
                case commands.Perform():
                    return self._perform(command)
                case commands.Watch():
                    return self._watch(command)
                case commands.Accept():
                    self._accept(command)
                case commands.Patch():
                    return self._patch(command)
                case commands.Choose():
                    return self._choose(command)
                case commands.Refresh():
                    self._viewer(command.stage, command.session).refresh(self.now())
                case commands.Hush():
                    self._hush(command)
                case commands.Pause():
                    self._pause(command)
                case commands.Leave():
                    if (peer := self.peers.get((command.stage, command.session))) is not None:
                        self.let_go(peer, "left")
                case commands.CloseStage():
                    self.hushed.pop(command.stage, None)
                    self.pauses.pop(command.stage, None)
                    if (stage := self.stages.get(command.stage)) is not None:
                        for peer in stage.everybody():
                            self.let_go(peer, "closed")
                case commands.Describe():
                    return self._describe(command.stage)
            return commands.Done()
        except Malformed as problem:
            self.tally["sdp.malformed"] += 1
            return commands.Refused("sdp.malformed", str(problem), 422)
        except Refusal as refusal:
            self.tally[refusal.code] += 1
            return commands.Refused(
                refusal.code, refusal.sentence, refusal.status,
                RETRY_SECONDS.get(refusal.code),
            )  # fmt: skip

    def _perform(self, command: commands.Perform) -> commands.Answer:
        if (before := self._before(command)) is not None:
            return before
        stage = self.stages.get(command.stage) or Stage(self, command.stage)
        stage.check_epoch(command.part, command.epoch)
        performer = Performer(self, stage, command)
        answer = performer.negotiate(sdp.parse(command.offer))
        self.stages[stage.name] = stage
        self._hold(command)
        if (older := stage.take_over(performer)) is not None:
            self.let_go(older, "replaced")
        return self._admit(performer, answer)

    def _hold(self, command: commands.Perform) -> None:
        """What holds for the part and for the stage, before the first packet of this session."""
        if command.muted:
            self._hush(commands.Hush(command.stage, command.part, True))
        if command.paused:
            self._pause(commands.Pause(command.stage, True, command.pause_number))

    def _watch(self, command: commands.Watch) -> commands.Answer:
        if (before := self._before(command)) is not None:
            return before
        stage = self.stages.get(command.stage)
        if stage is None or not stage.lanes:
            raise Refusal("stage.empty", "Nobody performs yet. Ask again in a moment.", 409)
        viewer = Viewer(self, stage, command)
        try:
            answer = viewer.negotiate(sdp.parse(command.offer))
        except Unfit as unfit:
            if not command.counter:
                raise
            self.tally["relay.counter_offers"] += 1
            stage.await_answer(viewer)
            return self._admit(viewer, viewer.make_offer(unfit.sentence))
        stage.seat(viewer)
        return self._admit(viewer, answer)

    def _accept(self, command: commands.Accept) -> None:
        viewer = self._viewer(command.stage, command.session)
        if not viewer.owes_answer:
            raise Refusal("session.answered", "This session waits for no answer.", 409)
        viewer.accept(sdp.parse(command.answer))
        viewer.stage.seat(viewer)

    def _before(self, command: commands.Perform | commands.Watch) -> commands.Answer | None:
        """The answer that was given already, if this command came twice; room is made sure of."""
        if (peer := self.peers.get((command.stage, command.session))) is not None:
            return self._answered(peer)
        on_their_way = admission.opening(self.peers.values())
        admission.check_network(command, on_their_way, len(self.peers), self.config)
        if admission.is_full(command, len(self.peers), self.config):
            late = admission.overdue(on_their_way, self.now())
            if late is None:
                raise Refusal("relay.full", "Every place of this relay is taken.", 503)
            self.tally["relay.made_room"] += 1
            self.let_go(late, "failed")
        return None

    def _admit(self, peer: Peer, answer: str) -> commands.Answer:
        peer.answer = answer
        self.peers[peer.stage.name, peer.session] = peer
        return self._answered(peer)

    def _answered(self, peer: Peer) -> commands.Answered:
        return commands.Answered(
            peer.answer, peer.etag, peer.session, peer.layers, self.boot, peer.sizes,
            peer.owes_answer,
        )  # fmt: skip

    def _patch(self, command: commands.Patch) -> commands.Answer:
        peer = self._peer(command.stage, command.session)
        fragment = sdp.parse_fragment(command.fragment)
        if command.etag is not None and command.etag != peer.etag:
            raise Refusal("ice.stale_etag", "This ICE session is over; use the newest ETag.", 412)
        if not peer.is_restart(fragment.ufrag, fragment.pwd):
            return commands.Patched(boot=self.boot)  # ICE-lite: their addresses find us
        peer.restart(fragment.ufrag, fragment.pwd)
        return commands.Patched(peer.etag, peer.fragment(), self.boot)

    def _choose(self, command: commands.Choose) -> commands.Answer:
        peer = self._viewer(command.stage, command.session)
        if command.layer not in (known := (*STANDING, *peer.layers)):
            raise Refusal(
                "whep.bad_layer",
                f"There is no layer {command.layer!r}, but {', '.join(known)}.",
                400,
            )
        peer.choose(command.layer, hasty=True)
        return commands.Done()

    def _viewer(self, stage: str, session: str) -> Viewer:
        peer = self._peer(stage, session)
        if not isinstance(peer, Viewer):
            raise Refusal("session.unknown", "This is no session of a viewer.", 404)
        return peer

    def _hush(self, command: commands.Hush) -> None:
        parts = self.hushed.setdefault(command.stage, set())
        if command.muted:
            parts.add(command.part)
        else:
            parts.discard(command.part)
        if not parts:
            del self.hushed[command.stage]
        while len(self.hushed) > MOST_HUSHED:
            del self.hushed[next(iter(self.hushed))]
        if (stage := self.stages.get(command.stage)) is not None:
            stage.hush()

    def _pause(self, command: commands.Pause) -> None:
        before = self.pauses.get(command.stage)
        if before is not None and before.number >= command.number:
            return
        self.pauses.pop(command.stage, None)
        self.pauses[command.stage] = command
        while len(self.pauses) > MOST_PAUSES:
            del self.pauses[next(iter(self.pauses))]
        if (stage := self.stages.get(command.stage)) is not None:
            stage.pause(ends=before is not None and before.paused and not command.paused)

    def _peer(self, stage: str, session: str) -> Peer:
        if (peer := self.peers.get((stage, session))) is None:
            raise Refusal("session.unknown", "This session is over.", 404)
        return peer

    def _describe(self, name: str) -> commands.Described:
        """Not all of very many stages: an answer has an end."""
        stages = (stage for stage in self.stages.values() if name in ("", stage.name))
        lines = tuple(stage.describe() for stage in islice(stages, MOST_DESCRIBED))
        load = structs.replace(self.load, sessions=len(self.peers))
        return commands.Described(self.config.name, self.boot, load, lines)

    # ── what peers do

    def later(self, seconds: float, what: Callable[..., object], *arguments: object) -> None:
        self._loop.call_later(seconds, what, *arguments)

    def _drained(self, now: float) -> None:
        self.outbox.flush()
        if self.ready and self._forwarding is None:
            self._forwarding = self._forward()
            self._pump()

    def _forward(self) -> Iterator[int]:
        """What waits on any lane, in the order in which it came: the bytes of each batch."""
        while self.ready:
            lane = next(iter(self.ready))
            del self.ready[lane]
            yield from lane.forward(self.outbox, abs_send_time(self.now()))

    def _pump(self) -> None:
        """Send until the budget of this turn is spent; then others of the loop have theirs."""
        left = self.config.egress_per_tick
        try:
            for sent in self._forwarding or ():
                left -= sent
                if left <= 0:
                    self._loop.call_soon(self._pump)
                    return
        except Exception:  # a bug costs one burst, not the show
            self.tally["relay.forward_broken"] += 1
            log.exception("A burst broke.")
        self._forwarding = None

    def _catch_up(self) -> Iterator[None]:
        for stage in list(self.stages.values()):
            yield from stage.catch_up(self.now())

    def _pump_late(self) -> None:
        """One slice for those who came late, and none while others wait; then what has come in
        meanwhile has its turn. A tick that finds this unfinished begins no other."""
        try:
            if self._forwarding is not None or next(self._catching_up or iter(()), self) is None:
                self._loop.call_soon(self._pump_late)
                return
        except Exception:  # a bug costs one step, not the show
            self.tally["relay.catch_up_broken"] += 1
            log.exception("A catch-up broke.")
        self._catching_up = None

    def let_go(self, peer: Peer, reason: str) -> None:
        """The peer is over for everybody; web is told why."""
        if self.peers.pop((peer.stage.name, peer.session), None) is None:
            return
        peer.close()
        stage = peer.stage
        for report in stage.leave(peer, reason):
            self.courier.tell(report)
        if not stage.everybody():
            stage.close()
            self.stages.pop(stage.name, None)

    # ── what time does

    async def run(self) -> None:
        """Feedback every tick, liveness every sweep, a heartbeat now and then; for ever."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self.now()
            try:
                self._tick(now)
            except Exception:  # a bug in one tick must not end the show for everybody
                self.tally["relay.tick_broken"] += 1
                log.exception("A tick broke.")

    def _tick(self, now: float) -> None:
        for stage in self.stages.values():
            stage.tick(now)
        self.outbox.flush()
        if self._catching_up is None:
            self._catching_up = self._catch_up()
            self._pump_late()
        if now - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = now
            for peer in list(self.peers.values()):
                peer.look_after(now)
            for stage in list(self.stages.values()):
                for report in stage.news(now):
                    self.courier.tell(report)
        if now - self._beat_at >= HEARTBEAT_SECONDS:
            self._beat(now)

    def _beat(self, now: float) -> None:
        cpu, sent = time.process_time(), self.outbox.bytes_sent
        self.tally["cache.short"] = self.memory.short
        seconds, self._beat_at = now - self._beat_at, now
        self.load = commands.Load(
            round((cpu - self._cpu) / seconds, 3),
            len(self.peers),
            int((sent - self._bytes) * 8 / seconds),
            self.config.most_sessions,
        )
        self._cpu, self._bytes = cpu, sent
        load = self.load
        self.courier.tell(
            reports.Heartbeat(load.cpu, load.sessions, load.bitrate, load.max_sessions)
        )

    def say_goodbye(self) -> None:
        """This relay ends. Everybody learns it now, and web, if it is there, that they are lost."""
        for peer in list(self.peers.values()):
            self.let_go(peer, "lost")

    def close(self) -> None:
        self.say_goodbye()
        self.handshakes.stop()
        self.front.close(self._loop)
