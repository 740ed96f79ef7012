"""The pictures of the demo's banners, drawn here: bands and rings without words."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1440, 480
RINGS = 5


def draw_banner(ground: str, ink: str, *, turn: int) -> ContentFile[bytes]:
    """Return a PNG of rings on a ground, placed differently for each `turn`."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    pen = ImageDraw.Draw(image)
    middle = WIDTH * (3 + turn % 3) // 6
    for ring in range(RINGS):
        reach = 70 + 85 * ring
        pen.ellipse((middle - reach, HEIGHT - reach, middle + reach, HEIGHT + reach), outline=ink, width=14)
    pen.rectangle((0, HEIGHT - 18, WIDTH, HEIGHT), fill=ink)
    stored = BytesIO()
    image.save(stored, "PNG", optimize=True)
    return ContentFile(stored.getvalue(), name=f"banner-{turn}.png")
