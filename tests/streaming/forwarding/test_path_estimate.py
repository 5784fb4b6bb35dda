"""What a viewer's path carries, by its own word and its losses."""

from streaming.forwarding.path_estimate import PathEstimate


def test_a_viewers_line_is_in_trouble_by_loss_or_by_its_own_word():
    path = PathEstimate()
    assert not path.in_trouble(2_000_000, 0.0)
    path.report(0.12, 1.0)
    assert path.in_trouble(2_000_000, 1.0)
    path.report(0.0, 2.0)
    path.remb(900_000, 2.0)
    assert path.in_trouble(2_000_000, 2.0)
    assert not path.in_trouble(500_000, 2.0)
    path.remb(1_200_000, 3.0)
    assert not path.in_trouble(2_000_000, 3.0), "it grows"
    assert path.bitrate(3.0) == 1_200_000
    assert path.bitrate(30.0) is None


def test_a_line_that_is_full_is_not_taken_for_one_that_loses_by_chance():
    path = PathEstimate()
    assert not path.is_lossy(1e6, 0.0)
    path.report(0.15, 0.0)
    assert path.is_lossy(1e6, 1.0)
    path.remb(1.1e6, 1.0)
    assert not path.is_lossy(1e6, 1.0)
    path.remb(1.5e6, 2.0)
    assert path.is_lossy(1e6, 2.0)
    assert not path.is_lossy(1e6, 20.0)


def test_a_path_is_clean_while_the_viewer_reports_and_hardly_loses():
    path = PathEstimate()
    assert not path.clean(1e6, 0.0), "it has reported nothing"
    path.report(0.0, 1.0)
    assert path.clean(1e6, 1.0)
    path.remb(1.05e6, 1.0)
    assert not path.clean(1e6, 1.0)
    path.remb(1.2e6, 2.0)
    assert path.clean(1e6, 2.0)
    path.report(0.03, 3.0)
    assert not path.clean(1e6, 3.0)
