"""Opening what a camera or scanner brought: JPEG, PNG, or the pages of a PDF, as pictures to be measured.

For the worker only: the libraries are large, and a file may be made to do harm. What it is, its first bytes say.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from hemei.community.voting.rules.uploads import PDF, kind_of

MOST_PIXELS = 60_000_000
MOST_PAGES = 500
_INCH, _DOTS_PER_INCH, _LONG_SIDE = 72, 200, 2_600
_QUALITY = 82
Picture = Any  # an array of cv2: height x width x 3


class UnreadableFile(Exception):  # noqa: N818 - says what it is
    """A file that is no picture, is broken or locked, or is larger than any camera or scanner makes it."""


def pictures_of(raw: bytes) -> Iterator[Picture]:
    """Open a file picture by picture.

    Raises:
        UnreadableFile: at the first picture that cannot be opened.
    """
    if kind_of(raw) == PDF:
        yield from _pages(raw)
    else:
        yield _photo(raw)


def as_jpeg(picture: Picture) -> bytes:
    """Return a picture as JPEG, for those who judge it and as evidence."""
    written, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not written:
        raise ValueError("the picture cannot be written as JPEG")
    return bytes(content)


def as_picture(image: bytes) -> Picture:
    """Open a picture of our own."""
    return cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)


def _photo(raw: bytes) -> Picture:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG")) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise UnreadableFile
                image.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
                upright = ImageOps.exif_transpose(image).convert("RGB")
                upright.thumbnail((_LONG_SIDE, _LONG_SIDE))
                return np.ascontiguousarray(np.asarray(upright)[:, :, ::-1])
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError,
            SyntaxError, ValueError) as error:  # fmt: skip
        raise UnreadableFile from error


def _pages(raw: bytes) -> Iterator[Picture]:
    try:
        with pypdfium2.PdfDocument(raw) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableFile
            for page in document:
                scale = min(_DOTS_PER_INCH / _INCH, _LONG_SIDE / max(page.get_size()))
                yield np.ascontiguousarray(page.render(scale=scale).to_numpy()[:, :, :3])
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise UnreadableFile from error
