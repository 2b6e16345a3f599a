"""Ballots as people fill them in and cameras see them: simulated pens, skew, shadow, noise. Seeded, so repeatable."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2

from hemei.community.voting.rules.roll import CHOICES, Choice
from hemei.community.voting.rules.sheets import BOX, PAGE, Page, Row

DOTS = 8
BLUE, BLACK, RED, PENCIL = (150, 60, 30), (35, 32, 30), (40, 40, 190), (140, 140, 140)
CLEAR = ("cross", "tick", "fill", "long_tick", "small_cross", "dash")
UNCLEAR = ("none", "weak", "two", "corrected", "outside", "circled", "speck")


def seeded(number: int) -> random.Random:
    """Chance that comes out the same each time."""
    return random.Random(number)  # noqa: S311 - pens need no secrets


@dataclass(frozen=True)
class Marked:
    """What was drawn for an item: the choice its voter meant (None: nobody can say), and how."""

    item: int
    meant: Choice | None
    pen: str


def drawn_pages(pdf: bytes, first: int = 0, last: int | None = None) -> list[Any]:
    """The pages of a PDF as a printer would put them on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        numbers = range(len(document))[first:last]
        return [
            np.ascontiguousarray(document[number].render(scale=DOTS * 25.4 / 72).to_numpy()[:, :, :3])
            for number in numbers
        ]


def _stroke(canvas, points, colour, width, chance) -> None:
    shaken = [(x + chance.uniform(-0.3, 0.3), y + chance.uniform(-0.3, 0.3)) for x, y in points]
    dots = np.array([(round(x * DOTS), round(y * DOTS)) for x, y in shaken], np.int32)
    cv2.polylines(
        canvas,
        [dots],
        isClosed=False,
        color=colour,
        thickness=max(1, round(width * DOTS)),
        lineType=cv2.LINE_AA,
    )


def _cross(canvas, x, y, colour, width, chance, size=3.0) -> None:
    _stroke(canvas, [(x - size, y - size), (x + size, y + size)], colour, width, chance)
    _stroke(canvas, [(x + size, y - size), (x - size, y + size)], colour, width, chance)


def _tick(canvas, x, y, colour, width, chance, size=3.0) -> None:
    _stroke(canvas, [(x - size, y), (x - size / 3, y + size), (x + size, y - size)], colour, width, chance)


def _long_tick(canvas, x, y, colour, width, chance) -> None:
    _stroke(canvas, [(x - 2.5, y), (x - 1, y + 3), (x + 5, y - 6)], colour, width, chance)


def _fill(canvas, x, y, colour, width, chance) -> None:
    for step in range(-7, 8):
        _stroke(
            canvas, [(x - 3.3, y + step * 0.48), (x + 3.3, y + step * 0.48)], colour, max(width, 0.5), chance
        )


def _small_cross(canvas, x, y, colour, width, chance) -> None:
    _cross(canvas, x + chance.uniform(-1, 1), y + chance.uniform(-1, 1), colour, width, chance, size=1.8)


def _dash(canvas, x, y, colour, width, chance) -> None:
    _stroke(canvas, [(x - 2.6, y + chance.uniform(-1, 1)), (x + 2.6, y)], colour, max(width, 0.6), chance)


def _circled(canvas, x, y, colour, width, chance) -> None:
    for turn in range(0, 360, 12):
        ends = [
            (x + 13 + 8 * np.cos(np.radians(a)), y + 5 * np.sin(np.radians(a))) for a in (turn, turn + 12)
        ]
        _stroke(canvas, ends, colour, width, seeded(1))


def _outside(canvas, x, y, colour, width, chance) -> None:
    _cross(canvas, x - 1, y - 9, colour, width, chance, size=2.2)


_PENS: dict[str, Callable[..., None]] = {
    "cross": _cross, "tick": _tick, "fill": _fill, "long_tick": _long_tick, "small_cross": _small_cross,
    "dash": _dash, "circled": _circled, "outside": _outside,
}  # fmt: skip


def mark_row(canvas: Any, row: Row, pen: str, choice: Choice, chance: random.Random) -> Marked:
    """Draw what a voter drew on an item."""
    colour = chance.choice((BLACK, BLUE, BLUE, RED))
    width = chance.choice((0.4, 0.5, 0.6, 0.8))
    middles = {box.choice: (box.left + BOX / 2, box.top + BOX / 2) for box in row.boxes}
    here = middles[choice]
    others = [one for one in CHOICES if one != choice]
    if pen == "none":
        return Marked(row.item, None, pen)
    if pen == "weak":
        _dash(canvas, *here, (205, 205, 205), 0.2, chance)
        return Marked(row.item, choice, pen)
    if pen == "speck":
        cv2.circle(canvas, tuple(round(one * DOTS) for one in here), round(0.9 * DOTS), colour, -1)
        return Marked(row.item, None, pen)
    if pen in {"two", "corrected"}:
        _tick(canvas, *here, colour, width, chance)
        second = _fill if pen == "corrected" else _cross
        second(canvas, *middles[chance.choice(others)], colour, width, chance)
        return Marked(row.item, choice if pen == "corrected" else None, pen)
    _PENS[pen](canvas, *here, colour, width, chance)
    return Marked(row.item, choice, pen)


def filled_in(clean: Any, page: Page, pens: Sequence[str], chance: random.Random) -> tuple[Any, list[Marked]]:
    """Fill in a page, a pen for each item, and sign it."""
    canvas = clean.copy()
    marked = [
        mark_row(canvas, row, pen, chance.choice(CHOICES), chance)
        for row, pen in zip(page.rows, pens, strict=True)
    ]
    _stroke(canvas, [(60 + 3 * n, 253 + chance.uniform(-3, 3)) for n in range(14)], BLUE, 0.5, chance)
    return canvas, marked


def photographed(canvas: Any, chance: random.Random, *, strength: float = 1.0) -> bytes:
    """Return the page as a phone sees it: skewed, in perspective, shadowed, tinted, noisy, as JPEG."""
    high, wide = canvas.shape[:2]
    scale = chance.uniform(0.72, 0.95)
    frame = (round(wide * 1.05), round(high * 1.05))
    shake = 55 * strength
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    angle = np.radians(chance.uniform(-7, 7) * strength + chance.choice((0, 0, 0, 90, 180)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([wide / 2, high / 2])
    moved = ((corners - middle) * scale) @ turn.T
    if abs(np.sin(angle)) > 0.7:
        frame = (frame[1], frame[0])
    moved = (
        moved
        + np.array(frame) / 2
        + np.array([[chance.uniform(-shake, shake) for _ in "xy"] for _ in range(4)])
    )
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    table = (chance.randint(60, 150),) * 3
    seen = cv2.warpPerspective(canvas, matrix, frame, flags=cv2.INTER_AREA, borderValue=table).astype(
        np.float32
    )
    tint = np.array([chance.uniform(0.85, 1), chance.uniform(0.92, 1), chance.uniform(0.92, 1)], np.float32)
    seen *= _light(frame, chance, strength)[:, :, None] * tint
    seen = cv2.GaussianBlur(seen, (0, 0), chance.uniform(0.6, 1.6) * strength)
    noise = np.random.default_rng(chance.randrange(2**32)).standard_normal(seen.shape, np.float32)
    whole = np.clip(seen + noise * chance.uniform(2, 9) * strength, 0, 255).astype(np.uint8)
    fine = cv2.resize(whole, None, fx=0.85, fy=0.85, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", fine, [cv2.IMWRITE_JPEG_QUALITY, chance.randint(70, 92)])[1])


def _light(frame: tuple[int, int], chance: random.Random, strength: float) -> Any:
    """A slope of light, and the shadow of a hand with a soft edge."""
    x, y = np.meshgrid(np.linspace(-1, 1, 400), np.linspace(-1, 1, 400))
    slope = 0.85 + strength * (0.1 * chance.uniform(-1, 1) * x + 0.1 * chance.uniform(-1, 1) * y)
    angle = chance.uniform(0, 6.3)
    beyond = x * np.cos(angle) + y * np.sin(angle) - chance.uniform(-0.3, 0.8)
    shadow = 1 - strength * chance.uniform(0.1, 0.35) / (1 + np.exp(-beyond * 60))
    return cv2.resize((slope * shadow).astype(np.float32), frame)


def scanned(canvas: Any, chance: random.Random) -> bytes:
    """Return the page as a scanner of an office sees it: 150 dpi, slightly askew, little noise, as PNG."""
    high, wide = canvas.shape[:2]
    askew = cv2.getRotationMatrix2D((wide / 2, high / 2), chance.uniform(-1.5, 1.5), 1)
    turned = cv2.warpAffine(canvas, askew, (wide, high), borderValue=(250, 250, 250))
    small = cv2.resize(turned, (round(PAGE[0] * 5.9), round(PAGE[1] * 5.9)), interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".png", small)[1])


def as_pdf(pictures: Sequence[bytes]) -> bytes:
    """Return pictures as the pages of a PDF, as office scanners do."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(one)).convert("RGB") for one in pictures]
    kept = io.BytesIO()
    opened[0].save(kept, "PDF", save_all=True, append_images=opened[1:], resolution=150)
    return kept.getvalue()
