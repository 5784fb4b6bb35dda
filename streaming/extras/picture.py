"""Picture: the test card, drawn by bytes alone and read back by a machine.

Three rows of 32 blocks at the top hold the frame counter, the clock in milliseconds and a check
of both. They survive coding and scaling: what is read back is right or None.
"""

import random
from dataclasses import dataclass
from functools import lru_cache

import av

BLOCKS = 32
BLACK, WHITE = 0x10, 0xEB
CHECK = 0x5AF007E5
ALL_BITS = 0xFFFFFFFF
BLUES = (90, 128, 54, 202, 166, 128)
REDS = (128, 90, 202, 54, 128, 166)
# Seven segments of each character, as five rows of three cells.
GLYPHS = {
    "0": "777 7.7 7.7 7.7 777",
    "1": "..7 ..7 ..7 ..7 ..7",
    "2": "777 ..7 777 7.. 777",
    "3": "777 ..7 777 ..7 777",
    "4": "7.7 7.7 777 ..7 ..7",
    "5": "777 7.. 777 ..7 777",
    "6": "777 7.. 777 7.7 777",
    "7": "777 ..7 ..7 ..7 ..7",
    "8": "777 7.7 777 7.7 777",
    "9": "777 7.7 777 ..7 777",
    ":": "... .7. ... .7. ...",
    ".": "... ... ... ... .7.",
    " ": "... ... ... ... ...",
}


@dataclass(frozen=True, slots=True)
class Reading:
    counter: int
    clock_ms: int


class Card:
    """Draws frames of one size; everything that does not move is drawn once."""

    def __init__(self, width: int = 1280, height: int = 720) -> None:
        self.width, self.height = width, height
        self._block = max(height // 18, 4)
        self._noise = _noise(width, height)
        self._texture = (self._block * 4, height - self._block * 6)
        self._still = bytes([0x50]) * (width * height)
        self._frame = av.VideoFrame(width, height, "yuv420p")
        for plane, colours in ((1, BLUES), (2, REDS)):
            _fill(self._frame.planes[plane], self._colours(colours), width // 2)

    def _colours(self, colours: tuple[int, ...]) -> bytes:
        """Bars behind the texture; code and digits stay black and white."""
        width, (top, bottom) = self.width // 2, self._texture
        grey = bytes([128]) * width
        above, bars = (top - self._block) // 2, (bottom - top) // 2 + self._block
        below = self.height // 2 - above - bars
        return grey * above + _bars(width, colours) * bars + grey * below

    def draw(self, counter: int, clock_ms: int) -> av.VideoFrame:
        """The same frame object each time: encode it before drawing the next."""
        luma = bytearray(self._still)
        self._draw_texture(luma, counter)
        self._draw_code(luma, counter, clock_ms)
        self._draw_digits(luma, counter, clock_ms)
        self._draw_sweep(luma, counter)
        _fill(self._frame.planes[0], luma, self.width)
        return self._frame

    def _draw_texture(self, luma: bytearray, counter: int) -> None:
        """Stripes of noise that no encoder can predict, so that bitrates are what was asked."""
        width, (top, bottom) = self.width, self._texture
        luck = random.Random(counter)  # noqa: S311
        for row in range(top, bottom, 16):
            size = width * min(16, bottom - row)
            at = luck.randrange(len(self._noise) - size)
            luma[row * width : row * width + size] = self._noise[at : at + size]

    def _draw_code(self, luma: bytearray, counter: int, clock_ms: int) -> None:
        width, block = self.width, self._block
        for number, value in enumerate((counter, clock_ms, counter ^ clock_ms ^ CHECK)):
            line = _blocks(value & ALL_BITS, width)
            at = number * block * width
            luma[at : at + block * width] = line * block

    def _draw_digits(self, luma: bytearray, counter: int, clock_ms: int) -> None:
        seconds, ms = divmod(clock_ms, 1000)
        clock = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
        text = f"{clock}  {counter:08}"
        cell = self.width // (len(text) * 4 + 4)
        height = self._block * 4 // 5
        at = (self.height - self._block * 9 // 2) * self.width
        for row in range(5):
            cells = "".join("." + GLYPHS[letter].split()[row] for letter in text)
            line = b"".join(
                bytes([BLACK if one == "." else WHITE]) * cell for one in f"..{cells}"
            ).ljust(self.width, bytes([BLACK]))
            luma[at : at + height * self.width] = line * height
            at += height * self.width

    def _draw_sweep(self, luma: bytearray, counter: int) -> None:
        """A bar that crosses the foot of the card once each second: an eye sees every stutter."""
        width, size = self.width, self.width // 32
        left = counter % 30 * (width - size) // 29
        line = bytes([BLACK]) * left + bytes([WHITE]) * size
        line = line.ljust(width, bytes([BLACK]))
        rows = self._block // 3
        luma[(self.height - rows) * width :] = line * rows


def read(luma: bytes | memoryview, width: int, height: int, stride: int = 0) -> Reading | None:
    """What the code of a card says; None where it is not whole."""
    block, stride = max(height // 18, 4), stride or width
    values = []
    for number in range(3):
        row = (number * block + block // 2) * stride
        value = 0
        for bit in range(BLOCKS):
            centre = row + (2 * bit + 1) * width // (2 * BLOCKS)
            value = value << 1 | (luma[centre] > 128)
        values.append(value)
    counter, clock_ms, check = values
    return Reading(counter, clock_ms) if counter ^ clock_ms ^ CHECK & ALL_BITS == check else None


def read_frame(frame: av.VideoFrame) -> Reading | None:
    if frame.format.name != "yuv420p":
        frame = frame.reformat(format="yuv420p")
    plane = frame.planes[0]
    return read(memoryview(plane), frame.width, frame.height, plane.line_size)


def _blocks(value: int, width: int) -> bytes:
    edges = [bit * width // BLOCKS for bit in range(BLOCKS + 1)]
    return b"".join(
        bytes([WHITE if value >> (BLOCKS - 1 - bit) & 1 else BLACK]) * (edges[bit + 1] - edges[bit])
        for bit in range(BLOCKS)
    )


@lru_cache(maxsize=4)
def _noise(width: int, height: int) -> bytes:
    """Soft grain: one random byte for each 4 pixels, around the grey of the ground."""
    luck = random.Random(f"{width}x{height}")  # noqa: S311
    table = bytes(0x50 + (byte >> 3) for byte in range(256))
    coarse = luck.randbytes(width * height // 8 + width).translate(table)
    return b"".join(bytes([byte]) * 4 for byte in coarse)


def _bars(width: int, colours: tuple[int, ...]) -> bytes:
    each = -(-width // len(colours))
    return b"".join(bytes([colour]) * each for colour in colours)[:width]


def _fill(plane: av.video.plane.VideoPlane, pixels: bytes | bytearray, width: int) -> None:
    stride = plane.line_size
    if stride == width:
        plane.update(bytes(pixels[: plane.buffer_size]))
        return
    pad = bytes(stride - width)
    lines = (pixels[at : at + width] + pad for at in range(0, len(pixels), width))
    plane.update(b"".join(lines)[: plane.buffer_size].ljust(plane.buffer_size, b"\0"))
