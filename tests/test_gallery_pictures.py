"""Pictures of the gallery are made smaller without being made another picture."""

import struct
import zlib

import pytest

from scripts import gallery
from scripts.gallery_pictures import smaller


def png(rows: list[list[tuple[int, int, int]]], colour: int = 2) -> bytes:
    """A picture without filters, as a reader of PNG takes it."""
    alpha = (255,) if colour == 6 else ()
    lines = b"".join(b"\x00" + b"".join(bytes((*pixel, *alpha)) for pixel in row) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def colours(small: bytes) -> list[tuple[int, ...]]:
    """The pixels of a picture with a palette, in order."""
    width = struct.unpack(">I", small[16:20])[0]
    plte, idat = small.index(b"PLTE"), small.index(b"IDAT")
    palette = small[plte + 4 : plte + 4 + struct.unpack(">I", small[plte - 4 : plte])[0]]
    drawn = zlib.decompress(small[idat + 4 : idat + 4 + struct.unpack(">I", small[idat - 4 : idat])[0]])
    ranks = [rank for start in range(0, len(drawn), width + 1) for rank in drawn[start + 1 : start + 1 + width]]
    return [tuple(palette[3 * rank : 3 * rank + 3]) for rank in ranks]


@pytest.mark.parametrize("colour", [2, 6])
def test_a_picture_of_few_colours_keeps_them_all(colour: int) -> None:
    rows = [[(255, 255, 255), (28, 90, 102)], [(0, 0, 0), (85, 85, 85)]]
    assert colours(smaller(png(rows, colour))) == [pixel for row in rows for pixel in row]


def test_too_many_colours_become_near_ones_but_white_and_black_stay() -> None:
    rows = [[(n, m, 128) for n in range(20)] for m in range(20)] + [[(255, 255, 255), (0, 0, 0)] * 10]
    before, after = [pixel for row in rows for pixel in row], colours(smaller(png(rows)))
    assert len(set(after)) <= 256
    assert after[-2:] == [(255, 255, 255), (0, 0, 0)]
    far = (max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in zip(before, after, strict=True))
    assert max(far) <= 4


def test_what_is_no_png_of_chromium_is_refused() -> None:
    with pytest.raises(ValueError, match="no PNG"):
        smaller(b"GIF89a")


def test_the_pictures_of_the_gallery_weigh_less_than_3_mb_together() -> None:
    assert sum(path.stat().st_size for path in gallery.FOLDER.glob("*.png")) < 3_000_000
