from PIL import Image

from streaming.foundation.framing import fill, framed, whole


def sides(width=400, height=100) -> Image.Image:
    """Red on the left edge, blue on the right, white between."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 10, height))
    picture.paste("blue", (width - width // 10, 0, width, height))
    return picture


def line_of(picture: Image.Image) -> list[str]:
    """The colours of the middle line at its two ends."""
    names = {(255, 0, 0): "red", (0, 0, 255): "blue", (255, 255, 255): "white"}
    across, down = picture.size
    ends = [(2, down // 2), (across - 3, down // 2)]
    return [names.get(picture.convert("RGB").getpixel(end), "other") for end in ends]


def test_fill_cuts_from_the_middle():
    drawn = fill(sides(), (60, 80))
    assert (drawn.size, line_of(drawn)) == ((60, 80), ["white", "white"])


def test_whole_keeps_the_shape_of_the_picture():
    drawn = whole(sides(), (200, 200))
    assert (drawn.size, line_of(drawn)) == ((200, 50), ["red", "blue"])


def test_a_frame_that_would_cut_much_shows_the_picture_whole():
    drawn = framed(sides(), (90, 120))
    assert (drawn.size, line_of(drawn)) == ((90, 120), ["red", "blue"])


def test_a_frame_that_cuts_little_is_filled():
    drawn = framed(sides(400, 360), (400, 400))
    assert (drawn.size, line_of(drawn)) == ((360, 360), ["red", "blue"])


def test_a_small_picture_makes_a_small_frame():
    assert framed(sides(80, 20), (1600, 900)).size == (80, 45)


def test_a_picture_that_lets_light_through_stands_before_its_own_colours():
    assert framed(Image.new("RGBA", (400, 100), "#ff000080"), (90, 120)).mode == "RGB"
