"""A sheet to draw on, in units of a hundredth of its width, and the label every drawing carries."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

WIDTH, HEIGHT = 800, 600
UNIT = WIDTH / 100
QUALITY = 70
_LABEL = Path(__file__).with_name("label.png")

Colour = str
Box = tuple[float, float, float, float]


class Sheet:
    """A drawing under way; x runs from 0 to 100, y from 0 at the top to 75."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, HEIGHT), "#dfe6ea")
        self._pen = ImageDraw.Draw(self._image)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self._pen.rectangle(_scaled((x, y, x + width, y + height)), colour)

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw the outline of a rectangle."""
        self._pen.rectangle(_scaled((x, y, x + width, y + height)), outline=colour, width=4)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle around a point."""
        self.oval(x - radius, y - radius, 2 * radius, 2 * radius, colour)

    def oval(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill an ellipse."""
        self._pen.ellipse(_scaled((x, y, x + width, y + height)), colour)

    def shape(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """Fill a polygon."""
        self._pen.polygon([(x * UNIT, y * UNIT) for x, y in points], colour)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: float = 0.6) -> None:
        """Draw a line through points."""
        self._pen.line(
            [(x * UNIT, y * UNIT) for x, y in points], colour, max(1, round(width * UNIT)), joint="curve"
        )

    def arc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Draw a thin circle."""
        box = _scaled((x - radius, y - radius, x + radius, y + radius))
        self._pen.ellipse(box, outline=colour, width=4)

    def seen(self, view: int) -> None:
        """Turn the drawing into another view of the same: 0 as drawn, 1 from the other side, 2 closer."""
        if view == 1:
            self._image = ImageOps.mirror(self._image)
        if view == 2:  # noqa: PLR2004 - the third view
            middle = (WIDTH // 6, HEIGHT // 4, WIDTH * 5 // 6, HEIGHT * 11 // 12)
            self._image = self._image.resize((WIDTH, HEIGHT), box=middle)
        self._pen = ImageDraw.Draw(self._image)

    def jpeg(self) -> bytes:
        """Return the labelled drawing as a JPEG."""
        label = _label()
        self._pen.rectangle((0, HEIGHT - label.height, label.width, HEIGHT), "#7a1f1f")
        self._image.paste("#ffffff", (0, HEIGHT - label.height), label)
        out = io.BytesIO()
        self._image.save(out, "JPEG", quality=QUALITY)
        return out.getvalue()


@cache
def _label() -> Image.Image:
    with Image.open(_LABEL) as picture:
        return picture.convert("1")


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return left * UNIT, top * UNIT, right * UNIT, bottom * UNIT
