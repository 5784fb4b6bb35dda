"""What every process is told at its start: one JSON object on its standard input."""

import json
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessConfig:
    """The fields that all processes have; each kind of process adds its own in a subclass."""

    secret: str  # site and process know each other by it
    name: str  # reports carry it: the same after each restart
    control: str  # host:port where commands are taken
    backstage: str = ""  # where reports go; nowhere where empty
    authority: str = ""  # a file of certificates to trust there, instead of those of the machine
    pulse: bool = False  # an empty line a second on standard output, for a supervisor

    @classmethod
    def read(cls, text: str) -> Self:
        given = json.loads(text)
        if not isinstance(given, dict):
            raise ValueError("This is no JSON object.")
        known = {one.name for one in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise ValueError(f"There is no {', '.join(unknown)}.")
        return cls(**given)

    @property
    def control_address(self) -> tuple[str, int]:
        host, _colon, port = self.control.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)
