"""One backup file: a compressed tar of the database, the pictures and the secret key.

Its last member, manifest.json, names every other with its SHA-256, so that a backup which was cut
short or changed is refused as a whole.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from .problems import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
# Pictures are compressed already; the database shrinks well with little work.
COMPRESSION = 3


@dataclass
class Manifest:
    """What a backup holds. `migrations` names the last migration of each app."""

    engine: str
    made_at: str
    migrations: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def pack(
    to: Path, manifest: Manifest, files: Iterator[tuple[str, Path]], *, fleeting: str = ""
) -> None:
    """Write the archive; nobody else may read it, and half of one never has its name. Files of the
    folder `fleeting` may be deleted meanwhile, and are left out then."""
    draft = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
            tarfile.open(fileobj=out, mode="w:gz", compresslevel=COMPRESSION) as archive,
        ):
            for name, path in files:
                try:
                    manifest.files[name] = _add(archive, name, path)
                except FileNotFoundError:
                    if PurePosixPath(name).parts[0] != fleeting:
                        raise
            _add_manifest(archive, manifest)
        _sync(draft)
        draft.rename(to)
    finally:
        draft.unlink(missing_ok=True)


def unpack(archive: Path, into: Path) -> Manifest:
    """All members below the folder `into`, each as its checksum says; BackupError otherwise."""
    try:
        found = _extract(archive, into)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupError(f"{archive} cannot be read as a backup: {error}") from error
    manifest = _manifest(found.pop(MANIFEST, None), into)
    if manifest.files != found:
        wrong = sorted(set(manifest.files.items()) ^ set(found.items()))
        raise BackupError(f"{archive} is damaged or was changed: see {wrong[0][0]} in it.")
    return manifest


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        archive.addfile(archive.gettarinfo(fileobj=file, arcname=name), file)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    content = json.dumps(asdict(manifest), indent=2).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _extract(archive: Path, into: Path) -> dict[str, str]:
    """The members by name, with the checksum of what was written."""
    found = {}
    with tarfile.open(archive, "r:gz") as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isreg() else None
            if content is None or not _is_inside(member.name):
                raise BackupError(f"{archive} holds {member.name!r}, which no backup holds.")
            found[member.name] = _write(content, into / member.name)
    return found


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _write(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)
    _sync(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(checksum: str | None, into: Path) -> Manifest:
    if checksum is None:
        raise BackupError("The end of this backup is missing: it was cut short.")
    try:
        manifest = Manifest(**json.loads((into / MANIFEST).read_text()))
    except (ValueError, TypeError) as error:
        raise BackupError("This is no backup of Footlights.") from error
    if manifest.format != FORMAT:
        raise BackupError(f"This backup has format {manifest.format}; only {FORMAT} is known here.")
    return manifest


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
