"""The video that the demo makes itself is a real one."""

import http.server
import os
import re
import shutil
import struct
import threading
from collections.abc import Iterator

import pytest
from PIL import Image

from demo import video
from demo.h264 import Bits, Encoder, nal
from demo.material import courses


@pytest.fixture(scope="module")
def made() -> bytes:
    return video.make_video()


def _boxes(data: bytes) -> dict[bytes, bytes]:
    found, place = {}, 0
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        assert length >= 8
        found[kind] = data[place + 8 : place + length]
        place += length
    assert place == len(data)
    return found


def test_the_file_says_its_duration_and_is_small(made: bytes) -> None:
    # when
    top = _boxes(made)
    movie = _boxes(top[b"moov"])
    scale, duration = struct.unpack_from(">II", movie[b"mvhd"], 12)

    # then
    assert list(top) == [b"ftyp", b"moov", b"mdat"]
    assert duration / scale == video.total_seconds() == 90
    assert len(made) < 2_000_000


def test_every_sample_lies_where_the_index_says(made: bytes) -> None:
    # given
    track = _boxes(_boxes(_boxes(made)[b"moov"])[b"trak"])
    table = _boxes(_boxes(_boxes(track[b"mdia"])[b"minf"])[b"stbl"])

    # when
    count = struct.unpack_from(">I", table[b"stsz"], 8)[0]
    sizes = struct.unpack_from(f">{count}I", table[b"stsz"], 12)
    offsets = struct.unpack_from(f">{count}I", table[b"stco"], 8)
    keys = struct.unpack_from(f">{len(video.SLIDES)}I", table[b"stss"], 8)

    # then
    assert count == 90
    assert offsets[-1] + sizes[-1] == len(made)
    kinds = []
    for offset, size in zip(offsets, sizes, strict=True):
        assert struct.unpack_from(">I", made, offset)[0] == size - 4
        kinds.append(made[offset + 4] & 0x1F)
    assert [number for number, kind in enumerate(kinds, start=1) if kind == 5] == list(keys)
    assert set(kinds) == {1, 5}


def test_the_lesson_lasts_as_long_as_its_video() -> None:
    lengths = [lesson.nominal_seconds for c in courses() for lesson in c.lessons if lesson.kind == "video"]
    assert lengths == [video.total_seconds()]


def test_no_start_code_can_appear_inside_a_unit() -> None:
    # when
    unit = nal(5, b"\x00\x00\x00\x00\x01\x00\x00\x03\x00\x00\x02\x07")

    # then
    assert re.search(rb"\x00\x00[\x00-\x02]", unit) is None
    assert (
        unit[1:].replace(b"\x00\x00\x03", b"\x00\x00") == b"\x00\x00\x00\x00\x01\x00\x00\x03\x00\x00\x02\x07"
    )


def test_exponential_golomb_numbers_are_written_as_the_standard_says() -> None:
    # given
    bits = Bits()

    # when
    for number in (0, 1, 2, 3, 25):
        bits.ue(number)

    # then: 1 010 011 00100 000011010, then the trailing bits
    assert bits.close() == bytes([0b10100110, 0b01000000, 0b11010100])


def test_an_unchanged_picture_costs_a_few_bytes() -> None:
    # given
    encoder = Encoder(video.WIDTH, video.HEIGHT)
    picture = video._planes(Image.new("RGB", (video.WIDTH, video.HEIGHT), video.PAPER))

    # when
    key, again = encoder.encode(picture, key=True), encoder.encode(picture, key=False)

    # then
    assert len(key) < 3000
    assert len(again) < 12


def test_it_is_made_without_a_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    monkeypatch.setattr(video, "chinese_font", lambda: None)

    # when
    made = video.make_video(video.SLIDES[:1])

    # then
    assert _boxes(made)[b"mdat"] != b""


@pytest.fixture
def address(made: bytes) -> Iterator[str]:
    """Serve the file with ranges, as the product's delivery does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            page = self.path == "/"
            body = b'<!doctype html><video src="/v.mp4" muted></video>' if page else made
            first, last = 0, len(body) - 1
            asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if asked:
                first, last = int(asked[1]), int(asked[2] or last)
            self.send_response(206 if asked else 200)
            self.send_header("Content-Type", "text/html" if page else "video/mp4")
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(last - first + 1))
            if asked:
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
            self.end_headers()
            try:
                self.wfile.write(body[first : last + 1])
            except (BrokenPipeError, ConnectionResetError):
                return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


PLAY = """async () => {
  const video = document.querySelector("video");
  if (video.readyState < 3) await new Promise((go, fail) => {
    video.oncanplay = go; video.onerror = () => fail(new Error(video.error.message));
  });
  const pixel = async (at) => {
    await new Promise((go) => { video.onseeked = go; video.currentTime = at; });
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth; canvas.height = video.videoHeight;
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0);
    return [...pen.getImageData(300, 340, 1, 1).data].slice(0, 3);
  };
  const early = await pixel(1.5), late = await pixel(80.5);
  return {duration: video.duration, size: [video.videoWidth, video.videoHeight], early, late};
}"""


@pytest.mark.browser
def test_chromium_plays_it_and_seeks_in_it(address: str) -> None:
    # given
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("There is no Chromium on this machine.")

    # when
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page()
        page.goto(address)
        seen = page.evaluate(PLAY)
        browser.close()

    # then: the middle of the progress bar is still empty early, and filled late
    assert (seen["duration"], seen["size"]) == (90, [640, 360])
    for shown, drawn in ((seen["early"], video.TRACK), (seen["late"], video.ACCENT)):
        assert max(abs(a - b) for a, b in zip(shown, drawn, strict=True)) <= 6
