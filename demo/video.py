"""The slides of the demo's video lesson, drawn and coded here, so that no media tool is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from demo.h264 import BLOCK, Encoder, Picture
from demo.mp4 import Sample, build

WIDTH, HEIGHT = 640, 360
PAPER, INK, ACCENT, TRACK = (243, 245, 244), (15, 46, 55), (28, 90, 106), (217, 223, 222)
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


@dataclass(frozen=True)
class Slide:
    """What one slide says, in Chinese and, for machines without a Chinese font, in plain Latin."""

    seconds: int
    title: str
    lines: tuple[str, ...]
    latin_title: str
    latin_lines: tuple[str, ...]


SLIDES = (
    Slide(
        12,
        "劳动防护用品：使用前三步检查",
        ("一、看标识", "二、看外观", "三、试佩戴"),
        "Protective equipment: 3 checks",
        ("1  Label", "2  Condition", "3  Fit"),
    ),
    Slide(
        26,
        "一、看标识",
        ("名称和型号是否适合这项作业", "是否在有效期之内", "经过冲击的安全帽不再使用"),
        "1  Label",
        ("Right type for the work", "Within its date", "No helmet after an impact"),
    ),
    Slide(
        26,
        "二、看外观",
        ("帽壳、镜片、织带有无裂纹和割伤", "卡扣、下颏带、连接器能否锁住", "有一处不合格即更换"),
        "2  Condition",
        ("No cracks, no cuts", "Buckles and hooks lock", "One fault: replace it"),
    ),
    Slide(
        26,
        "三、试佩戴",
        ("安全帽系紧下颏带", "耳塞按住等它膨胀", "安全带高挂低用", "操作钻床等旋转机械时不戴手套"),
        "3  Fit",
        ("Fasten the chin strap", "Hold the plug until it fills", "Hook above you", "No gloves at a drill"),
    ),
)


def total_seconds(slides: Sequence[Slide] = SLIDES) -> int:
    """Return how long the video plays."""
    return sum(slide.seconds for slide in slides)


def chinese_font() -> str | None:
    """Return the file of a font with Chinese characters, or None."""
    return next((path for path in _FONTS if Path(path).exists()), None)


def _font(path: str | None, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if path is None:
        return ImageFont.load_default(size)
    # A collection holds the same font for several regions; its third face is the mainland one.
    return ImageFont.truetype(path, size, index=2 if "NotoSansCJK" in path else 0)


def _draw(slide: Slide, number: int, count: int, font: str | None) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 63), fill=INK)
    title, lines = (slide.title, slide.lines) if font else (slide.latin_title, slide.latin_lines)
    pen.text((32, 32), title, font=_font(font, 26), fill=(255, 255, 255), anchor="lm")
    pen.text((WIDTH - 32, 32), f"{number}/{count}", font=_font(font, 18), fill=TRACK, anchor="rm")
    for place, line in enumerate(lines):
        middle = 112 + 52 * place
        pen.ellipse((36, middle - 6, 48, middle + 6), fill=ACCENT)
        pen.text((68, middle), line, font=_font(font, 24), fill=INK, anchor="lm")
    return image


def _draw_progress(image: Image.Image, played: float) -> Image.Image:
    shown = image.copy()
    pen = ImageDraw.Draw(shown)
    pen.rectangle((32, 336, WIDTH - 33, 343), fill=TRACK)
    pen.rectangle((32, 336, 32 + int((WIDTH - 65) * played), 343), fill=ACCENT)
    return shown


def _planes(image: Image.Image) -> Picture:
    """Return the planes of a picture in the range of video (16–235, 16–240)."""
    width, height = -(-WIDTH // BLOCK) * BLOCK, -(-HEIGHT // BLOCK) * BLOCK
    padded = Image.new("RGB", (width, height), PAPER)
    padded.paste(image, (0, 0))
    luma, blue, red = padded.convert("YCbCr").split()
    half = (width // 2, height // 2)
    return Picture(
        width,
        height,
        luma.point([round(16 + value * 219 / 255) for value in range(256)]).tobytes(),
        *(
            plane.resize(half, Image.Resampling.BOX)
            .point([round(128 + (value - 128) * 224 / 255) for value in range(256)])
            .tobytes()
            for plane in (blue, red)
        ),
    )


def make_video(slides: Sequence[Slide] = SLIDES) -> bytes:
    """Return the slides as an MP4 file: one picture a second, a key picture at each slide."""
    encoder = Encoder(WIDTH, HEIGHT)
    font = chinese_font()
    total, played = total_seconds(slides), 0
    samples: list[Sample] = []
    for number, slide in enumerate(slides, start=1):
        drawn = _draw(slide, number, len(slides), font)
        for second in range(slide.seconds):
            picture = _planes(_draw_progress(drawn, played / total))
            samples.append(Sample(encoder.encode(picture, key=second == 0), 1000, second == 0))
            played += 1
    return build(
        samples,
        width=WIDTH,
        height=HEIGHT,
        sequence=encoder.sequence_parameters(),
        picture=encoder.picture_parameters(),
    )
