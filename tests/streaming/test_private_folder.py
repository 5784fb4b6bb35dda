"""The data folder is for its owner alone, whatever it was before."""

import stat

from streaming.private_folder import DATABASE, KEY, open_folder, open_to_others
from streaming.web import diagnosis, probes


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
