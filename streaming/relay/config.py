"""What a relay is told at its start: one JSON object on its standard input."""

import json
from dataclasses import dataclass, field, fields

DEFAULT_UDP_PORT = 8189
DEFAULT_CONTROL = "127.0.0.1:8190"


@dataclass(frozen=True, slots=True)
class Config:
    """Names as in docs/settings.md, without RELAY_."""

    secret: str
    name: str = "relay"
    udp_host: str = ""  # every address of this machine
    udp_port: int = DEFAULT_UDP_PORT
    control: str = DEFAULT_CONTROL
    addresses: list[str] = field(default_factory=list)  # found by itself where empty
    backstage: str = ""  # where reports go; nowhere where empty
    most_sessions: int = 2000
    most_opening: int = 10  # viewers of one network who are not connected yet, where room is scarce
    most_bitrate: int = 12_000_000  # bits a second of one performer
    egress_per_tick: int = 2 * 1024 * 1024  # bytes, before others have their turn
    cache_bytes: int = 128 * 1024 * 1024  # of packets that newcomers may begin at
    pulse: bool = False  # an empty line a second on standard output, for whoever supervises it

    @classmethod
    def read(cls, text: str) -> "Config":
        given = json.loads(text)
        known = {one.name for one in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise ValueError(f"A relay knows no {', '.join(unknown)}.")
        return cls(**given)

    @property
    def control_address(self) -> tuple[str, int]:
        host, _colon, port = self.control.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)
