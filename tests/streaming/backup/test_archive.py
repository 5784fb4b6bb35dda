"""A backup file is read whole or refused whole."""

import io
import json
import tarfile

import pytest

from streaming.backup.archive import Manifest, pack, unpack
from streaming.backup.problems import BackupError


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "database").write_bytes(b"rows" * 5000)
    (tmp_path / "picture").write_bytes(b"pixels")
    to = tmp_path / "backup.tar.gz"
    files = [("database.sqlite3", tmp_path / "database"), ("media/a/b", tmp_path / "picture")]
    pack(to, Manifest("sqlite", "2026-11-30", {"shows": "0001_first"}), iter(files))
    return to


def test_what_was_packed_comes_back(archive, tmp_path):
    manifest = unpack(archive, tmp_path / "into")
    assert (manifest.engine, manifest.migrations) == ("sqlite", {"shows": "0001_first"})
    assert (tmp_path / "into/database.sqlite3").read_bytes() == b"rows" * 5000
    assert (tmp_path / "into/media/a/b").read_bytes() == b"pixels"


def test_nobody_else_may_read_it(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        pack(tmp_path / "out", Manifest("sqlite", "", {}), iter([("a", tmp_path / "missing")]))
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_is_deleted_meanwhile_is_left_out(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).write_bytes(b"pixels")

    def files():
        yield "media/first", tmp_path / "first"
        (tmp_path / "second").unlink()
        yield "media/second", tmp_path / "second"

    to = tmp_path / "backup.tar.gz"
    pack(to, Manifest("sqlite", "", {}), files(), fleeting="media")
    assert list(unpack(to, tmp_path / "into").files) == ["media/first"]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.8])
def test_a_backup_that_was_cut_short_is_refused(archive, tmp_path, kept):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(BackupError):
        unpack(archive, tmp_path / "into")


def repacked(archive, change) -> None:
    """The archive again, with its members as `change` returns them."""
    with tarfile.open(archive) as old:
        members = {member.name: old.extractfile(member).read() for member in old}
    with tarfile.open(archive, "w:gz") as new:
        for name, content in change(members).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))


def manifest_with(members, **more):
    told = json.loads(members["manifest.json"]) | more
    return members | {"manifest.json": json.dumps(told).encode()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda all: all | {"media/a/b": b"others"}, "media/a/b"),
        (lambda all: {"more": b""} | all, "more"),
        (lambda all: {name: all[name] for name in all if name != "media/a/b"}, "media/a/b"),
        (lambda all: {"../outside": b""} | all, "'../outside'"),
        (lambda all: {"/tmp/outside": b""} | all, "'/tmp/outside'"),  # noqa: S108
        (lambda all: all | {"manifest.json": b"[]"}, "no backup"),
        (lambda all: all | {"manifest.json": b"{"}, "no backup"),
        (lambda all: manifest_with(all, format=2), "format 2"),
        (lambda all: {"database.sqlite3": b""}, "cut short"),
    ],
)
def test_a_backup_that_was_changed_is_refused(archive, tmp_path, change, said):
    repacked(archive, change)
    with pytest.raises(BackupError, match=said):
        unpack(archive, tmp_path / "into")
    assert not (tmp_path / "outside").exists()


def test_a_link_in_a_backup_is_refused(archive, tmp_path):
    with tarfile.open(archive, "w:gz") as new:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(link)
    with pytest.raises(BackupError, match="media/link"):
        unpack(archive, tmp_path / "into")


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08 broken"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupError):
        unpack(tmp_path / "file", tmp_path / "into")
