import pytest

from streaming.launch.folder_lock import NAME, Taken, Unwritable, take


def test_a_folder_is_taken_once_and_free_again_after(tmp_path):
    lock = take(tmp_path)
    with pytest.raises(Taken):
        take(tmp_path)
    lock.close()
    take(tmp_path).close()


def test_a_folder_that_cannot_be_written_is_said_with_what_to_do(tmp_path):
    (tmp_path / NAME).mkdir()  # root may write anywhere, but not into a folder
    with pytest.raises(Unwritable, match="cannot be written to.*\n.*--data-dir"):
        take(tmp_path)
