"""The data folder is for its owner alone, whatever it was before."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from streaming.launch.private_folder import DATABASE, KEY, kept_secret, open_folder, open_to_others
from streaming.site.health import diagnosis, probes


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def furnished(folder):
    """As an earlier version left it."""
    folder.mkdir(mode=0o755)
    for name in (DATABASE, f"{DATABASE}-wal"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    return folder


def test_a_new_folder_is_for_us_alone(tmp_path):
    folder = tmp_path / "deep" / "var"
    assert (open_folder(folder), mode(folder)) == ([], 0o700)


def test_what_others_could_read_is_closed_and_named_once(tmp_path):
    folder = furnished(tmp_path / "var")
    closed = [folder, folder / DATABASE, folder / f"{DATABASE}-wal"]
    assert list(open_to_others(folder)) == closed
    assert open_folder(folder) == closed
    assert [mode(path) for path in closed] == [0o700, 0o600, 0o600]
    assert open_folder(folder) == []


def test_a_folder_with_nothing_of_ours_is_left_alone(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    (shared / "letter").touch()
    assert (open_folder(shared), mode(shared)) == ([], 0o777)


def test_the_doctor_looks(tmp_path, settings):
    settings.DATA_DIR = furnished(tmp_path / "var")
    found = diagnosis.data_folder()
    assert (found.level, str(settings.DATA_DIR / DATABASE) in found.advice) == (probes.FAIL, True)
    (settings.DATA_DIR / KEY).touch(mode=0o600)
    open_folder(settings.DATA_DIR)
    assert diagnosis.data_folder().level == probes.OK


def test_all_who_start_at_once_end_with_the_same_key(tmp_path, monkeypatch):
    """In containers each of them is process 1."""
    all_have_a_draft, link = Barrier(4), os.link

    def slow_link(draft, path):
        all_have_a_draft.wait(20)
        link(draft, path)

    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.setattr(os, "link", slow_link)
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(kept_secret, [tmp_path] * 4))
    assert (len(keys), [path.name for path in tmp_path.iterdir()]) == (1, [KEY])
