"""Pictures of the letters of the gallery, as a mail reader shows their HTML; small enough to be kept.

Needs Chromium. A picture of text has few colours: each is written with a palette.
"""

import asyncio
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scripts.browsing import browser

#: The width of a column of mail.
_WIDTH: Final = 620

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE: Final = 256


def take(letters: Mapping[str, str], folder: Path) -> None:
    """Writes one picture of each HTML, under its name. Raises `RuntimeError` in French when there is no Chromium."""
    pictures = asyncio.run(_taken(letters))
    for name, picture in pictures.items():
        (folder / f"{name}.png").write_bytes(smaller(picture))
    size_kb = sum((folder / f"{name}.png").stat().st_size for name in letters) // 1000
    print(f"{len(letters)} images, {size_kb} ko")


async def _taken(letters: Mapping[str, str]) -> dict[str, bytes]:
    async with browser() as opened:
        page = await opened.new_page(viewport={"width": _WIDTH, "height": 400}, java_script_enabled=False)
        taken = {}
        for name, html in letters.items():
            await page.set_content(html)
            taken[name] = await page.screenshot(full_page=True)
        return taken


def smaller(png: bytes) -> bytes:
    """The same picture with a palette, its colours brought near where they are too many; `png` is 8 bits a channel,
    RGB or RGBA, and is not interlaced, as Chromium makes it."""
    width, height, channels, data = _read(png)
    rows = _unfiltered(data, width * channels, channels)
    pixels = [bytes(row[i : i + 3]) for row in rows for i in range(0, len(row), channels)]
    for bits in range(8):
        colours = {pixel: _near(pixel, bits) for pixel in set(pixels)}
        palette = sorted(set(colours.values()))
        if len(palette) <= _PALETTE:
            break
    index = {colour: rank for rank, colour in enumerate(palette)}
    ranks = {pixel: index[near] for pixel, near in colours.items()}
    flat = bytes(ranks[pixel] for pixel in pixels)
    lines = b"".join(b"\x00" + flat[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, content) for kind, content in chunks)


def _near(pixel: bytes, bits: int) -> bytes:
    """The colour without its last `bits`, in the middle of those that become one; white and black stay."""
    if bits == 0 or pixel in (b"\xff\xff\xff", b"\x00\x00\x00"):
        return pixel
    return bytes((value >> bits << bits) + (1 << bits) // 2 for value in pixel)


def _read(png: bytes) -> tuple[int, int, int, bytes]:
    """Width, height, channels and what is drawn."""
    if not png.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    width, height, depth, colour, *_, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise ValueError("not such a PNG as Chromium makes")
    at, drawn = len(_SIGNATURE), bytearray()
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            drawn += png[at + 8 : at + 8 + size]
        at += size + 12
    return width, height, 3 if colour == 2 else 4, zlib.decompress(bytes(drawn))


def _unfiltered(data: bytes, length: int, step: int) -> list[bytearray]:
    rows, above = [], bytearray(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        _undo(data[start], row, above, step)
        rows.append(row)
        above = row
    return rows


def _undo(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    """Undoes the filter of one row (PNG, part 9)."""
    if kind == 0:
        return
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        match kind:
            case 1:
                guess = left
            case 2:
                guess = above[i]
            case 3:
                guess = (left + above[i]) // 2
            case _:
                guess = _paeth(left, above[i], corner)
        row[i] = (row[i] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
