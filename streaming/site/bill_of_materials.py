"""What this Footlights is made of, as a CycloneDX document: every package of requirements.lock with
its version, hashes and licence, and the native libraries that some of them carry inside."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings

LOCK = "requirements.lock"
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass
class Package:
    """One line of the lock file."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)


def packages(lock: str) -> Iterator[Package]:
    """The packages that a lock file names, in its order."""
    package = None
    for line in lock.splitlines():
        if found := _PACKAGE.match(line):
            if package:
                yield package
            package = Package(found[1], found[2])
        if package:
            package.hashes += _HASH.findall(line)
    if package:
        yield package


def document() -> dict[str, Any]:
    """The same for the same installation: it holds no time and no random number."""
    lock = (Path(settings.BASE_DIR) / LOCK).read_text()
    parts = [_component(package) for package in packages(lock)] + list(_native())
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "footlights"}},
        "components": parts,
    }


def _component(package: Package) -> dict[str, Any]:
    component = {
        "type": "library",
        "bom-ref": f"pkg:pypi/{package.name}@{package.version}",
        "name": package.name,
        "version": package.version,
        "purl": f"pkg:pypi/{package.name}@{package.version}",
        # One for each file that may be installed: wheels of several systems, and the source.
        "properties": [{"name": "sha256", "value": value} for value in package.hashes],
    }
    if licence := _licence(package.name):
        component["licenses"] = [{"license": {"name": licence}}]
    return component


def _licence(name: str) -> str:
    """As the installed package says; empty where it is not for this system."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [
        words.rpartition(" :: ")[2]
        for words in facts.get_all("Classifier") or []
        if words.startswith("License :: ")
    ]
    for field_name in ("License-Expression", "License"):
        if text := (facts[field_name] or "").strip():
            return text.splitlines()[0]
    return ", ".join(classifiers)


def _native() -> Iterator[dict[str, Any]]:
    """Scanners of Python packages do not see these, and they meet the bytes of strangers."""
    import av
    from cryptography.hazmat.backends.openssl.backend import backend

    yield _library("python", sys.version.split()[0], "the interpreter")
    openssl = backend.openssl_version_text().split()[1]
    yield _library("openssl", openssl, "inside cryptography")
    for name, numbers in sorted(av.library_versions.items()):
        yield _library(name, ".".join(map(str, numbers)), "FFmpeg, inside av")


def _library(name: str, version: str, where: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{name}@{version}",
        "name": name,
        "version": version,
        "description": where,
    }
