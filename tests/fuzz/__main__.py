"""`./run fuzz TARGET... [--runs N] [--seed S] [--guided]`: many wrong packets for each target.

Without --guided they come from a seeded loop of our own, the same ones for the same seed. With it
atheris (`pip install atheris`) looks for inputs that reach new lines.
"""

import argparse
import json
import sys
import time
from importlib import import_module
from random import Random
from types import ModuleType

from tests.tools.temporary_folders import own_folder

from .mutation import REPAIRS, mutated
from .targets import TARGETS, corpus, run


def loop(name: str, runs: int, seed: int) -> dict[str, object]:
    rng = Random(seed)
    seeds = list(corpus(name).values())
    read, start = 0, time.perf_counter()
    for number in range(runs):
        data = mutated(rng, seeds, name)
        try:
            read += run(name, data)
        except Exception:
            print(f"{name}: input {number} of seed {seed} fails: {data.hex()}", file=sys.stderr)
            raise
    seconds = time.perf_counter() - start
    return {
        "target": name,
        "inputs": runs,
        "seed": seed,
        "read": read,
        "refused": runs - read,
        "inputs_per_second": round(runs / max(seconds, 1e-9)),
    }


def guided(name: str, runs: int, seed: int) -> None:
    """Ends the process when it is done; a failing input is left in the working directory."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed: .venv/bin/python -m pip install atheris")
    seeds = own_folder("fuzz")
    for stem, data in corpus(name).items():
        (seeds / stem.replace("/", "-")).write_bytes(data)
    watched = _watched(atheris)
    arguments = [sys.argv[0], f"-runs={runs}", f"-seed={seed}", "-max_len=2048", str(seeds)]
    repaired = REPAIRS.get(name, bytes)

    def both(data: bytes) -> None:
        # Not timed: parsers that tell of each line are slow.
        watched.run(name, data, timed=False)
        watched.run(name, repaired(data), timed=False)

    atheris.Setup(arguments, both)
    atheris.Fuzz()


def _watched(atheris: ModuleType) -> ModuleType:
    """The targets once more, with parsers that tell atheris which lines they reach."""
    for known in list(sys.modules):
        if known.startswith(("streaming.wire", f"{__package__}.targets")):
            del sys.modules[known]
    with atheris.instrument_imports(include=["streaming.wire"]):
        return import_module(f"{__package__}.targets")


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run fuzz", description=__doc__)
    parser.add_argument("targets", nargs="+", choices=[*TARGETS, "all"], metavar="TARGET")
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true")
    wanted = parser.parse_args()
    names = list(TARGETS) if "all" in wanted.targets else wanted.targets
    if wanted.guided and len(names) > 1:
        parser.error("--guided takes one target at a time")
    for name in names:
        if wanted.guided:
            guided(name, wanted.runs, wanted.seed)
        else:
            print(json.dumps(loop(name, wanted.runs, wanted.seed)), flush=True)


if __name__ == "__main__":
    main()
