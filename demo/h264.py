"""A small lossless writer of H.264 baseline pictures, for the slides of the demo's video.

Three kinds of macroblock are enough: the samples as they are (I_PCM), a flat block that its
neighbors predict exactly (Intra 16x16, DC), and one that has not changed (P_Skip). Nothing is
quantized, so the decoded picture is the drawn one. ITU-T H.264 clauses are named where they matter.
"""

import re
from dataclasses import dataclass

BLOCK = 16
_I_PCM, _I_DC = 25, 3  # mb_type in an I slice (table 7-11); five more in a P slice
_FRAME_NUM_BITS = 8


class Bits:
    """Bits in writing order, with the variable-length codes of the standard."""

    def __init__(self) -> None:
        """Begin empty."""
        self._done = bytearray()
        self._rest = 0
        self._count = 0

    def put(self, value: int, width: int) -> None:
        """Add a number of fixed width."""
        self._rest = (self._rest << width) | value
        self._count += width
        while self._count >= 8:
            self._count -= 8
            self._done.append((self._rest >> self._count) & 0xFF)
        self._rest &= (1 << self._count) - 1

    def ue(self, value: int) -> None:
        """Add an unsigned Exp-Golomb number (9.1)."""
        width = (value + 1).bit_length()
        self.put(value + 1, 2 * width - 1)

    def align(self) -> None:
        """Fill the byte with zero bits."""
        if self._count:
            self.put(0, 8 - self._count)

    def raw(self, data: bytes) -> None:
        """Add whole bytes at a byte border."""
        self.align()
        self._done += data

    def close(self) -> bytes:
        """Add the trailing bits (7.3.2.11) and return everything."""
        self.put(1, 1)
        self.align()
        return bytes(self._done)


def nal(kind: int, payload: bytes) -> bytes:
    """Return a NAL unit: its header and the payload with emulation prevention (7.4.1)."""
    safe = re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)
    return bytes([0x60 | kind]) + safe


Block = tuple[bytes, bytes, bytes]
"""The samples of one macroblock: luma, blue, red."""


@dataclass(frozen=True)
class Picture:
    """Three planes whose sides are whole macroblocks; chroma has half the width and height."""

    width: int
    height: int
    luma: bytes
    blue: bytes
    red: bytes

    def strip(self, row: int) -> tuple[bytes, bytes, bytes]:
        """Return the samples of one row of macroblocks."""
        long, short = self.width * BLOCK, self.width * BLOCK // 4
        return (
            self.luma[row * long : (row + 1) * long],
            self.blue[row * short : (row + 1) * short],
            self.red[row * short : (row + 1) * short],
        )

    def blocks_of(self, row: int) -> list[Block]:
        """Return the macroblocks of one row, from left to right."""
        planes = [
            (plane, self.width // part, BLOCK // part)
            for plane, part in zip(self.strip(row), (1, 2, 2), strict=True)
        ]
        found = []
        for column in range(self.width // BLOCK):
            cut = [
                b"".join(
                    plane[line * stride + column * side : line * stride + (column + 1) * side]
                    for line in range(side)
                )
                for plane, stride, side in planes
            ]
            found.append((cut[0], cut[1], cut[2]))
        return found


class Encoder:
    """Turns pictures of one size into NAL units, each decodable from the last key picture on."""

    def __init__(self, width: int, height: int) -> None:
        """Take the size that is shown; the coded one is rounded up to whole macroblocks."""
        self.width, self.height = width, height
        self.columns, self.rows = -(-width // BLOCK), -(-height // BLOCK)
        self._before: list[Block] = []
        self._picture: Picture | None = None
        self._frame_num = 0
        self._key_id = 0

    def sequence_parameters(self) -> bytes:
        """Return the SPS (7.3.2.1): baseline, level 3.1, one reference picture, output as decoded."""
        bits = Bits()
        for value, width in ((66, 8), (0b11000000, 8), (31, 8)):
            bits.put(value, width)
        bits.ue(0)
        bits.ue(_FRAME_NUM_BITS - 4)
        bits.ue(2)  # picture order count type 2: output order is decoding order
        bits.ue(1)  # one reference picture
        bits.put(0, 1)
        bits.ue(self.columns - 1)
        bits.ue(self.rows - 1)
        bits.put(0b11, 2)  # frames only; direct_8x8_inference
        right, below = self.columns * BLOCK - self.width, self.rows * BLOCK - self.height
        bits.put(1 if right or below else 0, 1)
        if right or below:
            for crop in (0, right // 2, 0, below // 2):
                bits.ue(crop)
        bits.put(0, 1)  # no VUI
        return nal(7, bits.close())

    def picture_parameters(self) -> bytes:
        """Return the PPS (7.3.2.2): CAVLC, one slice group, deblocking under control of the slice."""
        bits = Bits()
        bits.ue(0)
        bits.ue(0)
        bits.put(0, 2)
        for _ in range(3):
            bits.ue(0)
        bits.put(0, 3)
        for _ in range(3):
            bits.ue(0)  # se(0) is written like ue(0)
        bits.put(0b100, 3)
        return nal(8, bits.close())

    def encode(self, picture: Picture, *, key: bool) -> bytes:
        """Return one coded picture; a key picture needs no other."""
        blocks = self._blocks(picture)
        bits = Bits()
        self._frame_num = 0 if key else (self._frame_num + 1) % (1 << _FRAME_NUM_BITS)
        self._write_header(bits, key=key)
        self._write_blocks(bits, blocks, key=key)
        self._before = blocks
        return nal(5 if key else 1, bits.close())

    def _blocks(self, picture: Picture) -> list[Block]:
        """Cut a picture; rows that have not changed are taken from the picture before."""
        last, self._picture = self._picture, picture
        blocks: list[Block] = []
        for row in range(self.rows):
            if last is not None and last.strip(row) == picture.strip(row):
                blocks += self._before[row * self.columns : (row + 1) * self.columns]
            else:
                blocks += picture.blocks_of(row)
        return blocks

    def _write_header(self, bits: Bits, *, key: bool) -> None:
        bits.ue(0)
        bits.ue(7 if key else 5)
        bits.ue(0)
        bits.put(self._frame_num, _FRAME_NUM_BITS)
        if key:
            bits.ue(self._key_id % 2)  # two neighboring key pictures differ in their number
            self._key_id += 1
            bits.put(0, 2)
        else:
            bits.put(0, 3)  # no override, no reordering, sliding window
        bits.ue(0)  # slice_qp_delta
        bits.ue(1)  # no deblocking: the samples stay as drawn

    def _write_blocks(self, bits: Bits, blocks: list[Block], *, key: bool) -> None:
        base = 0 if key else 5
        skipped = 0
        full = [False] * len(blocks)  # which blocks are I_PCM: they count as 16 coefficients (9.2.1)
        for index, block in enumerate(blocks):
            if not key and block == self._before[index]:
                skipped += 1
                continue
            if not key:
                bits.ue(skipped)
                skipped = 0
            if self._is_predicted(blocks, index):
                bits.ue(base + _I_DC)
                bits.ue(0)  # chroma: DC
                bits.ue(0)  # no change of the quantizer
                self._write_no_coefficients(bits, full, index)
            else:
                full[index] = True
                bits.ue(base + _I_PCM)
                bits.raw(b"".join(block))
        if not key and skipped:
            bits.ue(skipped)

    def _neighbors(self, index: int) -> tuple[int | None, int | None]:
        left = index - 1 if index % self.columns else None
        above = index - self.columns if index >= self.columns else None
        return left, above

    def _is_predicted(self, blocks: list[Block], index: int) -> bool:
        """Return whether every sample equals the edges that DC prediction averages (8.3.3.3)."""
        left, above = self._neighbors(index)
        if left is None and above is None:
            return False
        for plane, side in ((0, 16), (1, 8), (2, 8)):
            samples = blocks[index][plane]
            edges = b""
            if left is not None:
                edges += blocks[left][plane][side - 1 :: side]
            if above is not None:
                edges += blocks[above][plane][-side:]
            if len(set(samples + edges)) != 1:
                return False
        return True

    def _write_no_coefficients(self, bits: Bits, full: list[bool], index: int) -> None:
        """Write coeff_token of an empty DC block, whose code depends on the neighbors (table 9-5)."""
        counts = [16 if full[place] else 0 for place in self._neighbors(index) if place is not None]
        expected = (sum(counts) + 1) // 2 if len(counts) == 2 else counts[0]
        if expected < 2:
            bits.put(1, 1)
        else:
            bits.put(0b000011, 6)
