"""What a relay is told at its start, beside what every process is told."""

from dataclasses import dataclass, field

from streaming.process.config import ProcessConfig

DEFAULT_UDP_PORT = 8189
DEFAULT_CONTROL = "127.0.0.1:8190"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(ProcessConfig):
    """Names as in docs/settings.md, without RELAY_."""

    name: str = "relay"
    control: str = DEFAULT_CONTROL
    udp_host: str = ""  # every address of this machine
    udp_port: int = DEFAULT_UDP_PORT
    addresses: list[str] = field(default_factory=list)  # found by itself where empty
    most_sessions: int = 2000
    most_opening: int = 10  # viewers of one network who are not connected yet, where room is scarce
    most_bitrate: int = 12_000_000  # bits a second of one performer
    egress_per_tick: int = 2 * 1024 * 1024  # bytes, before others have their turn
    cache_bytes: int = 128 * 1024 * 1024  # of packets that newcomers may begin at
