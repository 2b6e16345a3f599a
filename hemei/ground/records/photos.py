"""Reading an uploaded photo: what it really is, when and where it was taken, and a clean new drawing."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from hemei.kernel.decision import Refused, mark

MOST_PIXELS = 60_000_000
LONG_SIDE = 1600
QUALITY = 80
SMALL_SIDE = 320
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """A re-encoded photo; `evidence` is JSON with time and position of capture, or empty."""

    content: bytes
    media_type: str
    width: int
    height: int
    evidence: str


def read_photo(upload: BinaryIO, *, name: str, most_bytes: int) -> Photo:
    """Return the photo drawn anew without metadata.

    Raises:
        Refused: larger than `most_bytes`; not a JPEG, PNG or WebP whatever its name says;
            broken; or with more pixels than a camera takes (a decompression bomb).
    """
    raw = upload.read(most_bytes + 1)
    shown = name[-40:]
    if len(raw) > most_bytes:
        raise Refused.because(
            mark("照片“{name}”超过 {most} MB。"),
            remedy=mark("请选择较小的照片，或在手机上压缩后重试；已填写的其他内容仍保留。"),
            field="photos", code="photo_too_large", name=shown, most=most_bytes // 1_000_000,
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
                return _redraw(image, shown)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(shown) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused.because(
            mark("“{name}”不是可以识别的照片（只接受 JPEG、PNG、WebP），或文件已损坏。"),
            remedy=mark("请重新选择照片；已填写的其他内容仍保留。"),
            field="photos", code="photo_unreadable", name=shown,
        ) from error  # fmt: skip


def _too_many_pixels(name: str) -> Refused:
    return Refused.because(
        mark("照片“{name}”的像素过多，系统拒绝打开。"),
        remedy=mark("请换用手机拍摄的普通照片。"),
        field="photos", code="photo_bomb", name=name,
    )  # fmt: skip


def _redraw(image: Image.Image, name: str) -> Photo:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels(name)
    evidence = _evidence(image)
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), "image/jpeg", upright.width, upright.height, evidence)


def _evidence(image: Image.Image) -> str:
    """Return capture time and position as JSON, or nothing. Whole numbers: micro-degrees."""
    try:
        exif = image.getexif()
        detail = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, KeyError):
        return ""
    found: dict[str, Any] = {}
    taken = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    if isinstance(taken, str):
        found["taken"] = taken.replace("\x00", "")[:25]
        offset = detail.get(ExifTags.Base.OffsetTimeOriginal)
        if isinstance(offset, str):
            found["offset"] = offset.replace("\x00", "")[:6]
    for axis, value, ref in (("latitude", 2, 1), ("longitude", 4, 3)):
        micro = _micro_degrees(gps.get(value), gps.get(ref))
        if micro is not None:
            found[axis] = micro
    return json.dumps(found, sort_keys=True) if found else ""


def _micro_degrees(parts: Any, side: Any) -> int | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        micro = round((degrees + minutes / 60 + seconds / 3600) * 1_000_000)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return -micro if side in {"S", "W"} else micro


def preview_of(content: bytes) -> bytes:
    """Return a small copy of a picture of ours; a JPEG decodes small at once."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        image.thumbnail((SMALL_SIDE, SMALL_SIDE))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()
