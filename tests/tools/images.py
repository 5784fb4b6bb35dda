"""Real bytes of pictures, and how they are sent."""

import io

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image


def photo(size: tuple[int, int] = (900, 1200), format: str = "JPEG") -> io.BytesIO:
    """A picture of a telephone: it says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "home of the photographer"
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, format, exif=exif.tobytes())
    out.seek(0)
    out.name = f"photo.{format.lower()}"
    return out


def put_file(client: Client, address: str, field: str, content: io.BytesIO):
    body = encode_multipart(BOUNDARY, {field: content})
    return client.put(address, body, content_type=MULTIPART_CONTENT)


def seen(response) -> Image.Image:
    """The picture that was answered, read as a browser would."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Image.open(io.BytesIO(content))
