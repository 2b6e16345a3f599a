"""Measuring a picture of a ballot: find its code and corners, lay it flat, weigh the ink of each box.

Each of the four corner marks has a pattern of its own, so three of them tell skew, perspective and which way is up.
What is on the flat page but not on a freshly printed one is the voter's ink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
import zxingcpp

from hemei.community.voting.rules.marks import WHOLE, Ink, RowInk
from hemei.community.voting.rules.sheets import BOX, CODE, MARK, MARKS, PAGE, Box, Page, Row, read_code

Picture = Any  # an array of cv2: height x width x 3
DOTS = 6  # to the millimetre
Problem = Literal["blank", "no_code", "several_codes", "no_corners", "bent", "code_moved"]
_LEAST_MARKS = 3
_MOST_BENT_MM = 1.2
_CODE_NEAR_MM = 6
_DARK, _FAINT = 0.34, 0.13  # how much darker than the paper around it
_SEARCH_MM = 2
_ALIKE = 0.45
_STRAY_MM2 = 2.0
_REACH_MM = 9
_INSET = 0.9
_BLANK = 0.001


@dataclass(frozen=True, slots=True)
class Found:
    """A page that was found on a picture: which, and laid flat; or what is wrong with it."""

    problem: Problem | None
    token: str = ""
    page: int = 0
    flat: Picture = None


def found_page(picture: Picture) -> Found:
    """Find the ballot page on a picture and lay it flat."""
    codes = [(known, one) for one in zxingcpp.read_barcodes(picture) if (known := read_code(one.text))]
    if len({known for known, _ in codes}) != 1:
        return Found("several_codes" if codes else "blank" if _is_blank(picture) else "no_code")
    (token, page), code = codes[0]
    laid = _flatten(picture)
    if laid is None:
        return Found("no_corners", token, page)
    matrix, bent = laid
    if bent > _MOST_BENT_MM:
        return Found("bent", token, page)
    corners = [
        code.position.top_left,
        code.position.top_right,
        code.position.bottom_right,
        code.position.bottom_left,
    ]
    middle = np.mean([[one.x, one.y] for one in corners], axis=0)
    expected = (CODE[0] + CODE[2] / 2, CODE[1] + CODE[2] / 2)
    lies = cv2.perspectiveTransform(np.array([[middle]], np.float32), matrix)[0][0] / DOTS
    if np.hypot(*(lies - expected)) > _CODE_NEAR_MM:
        return Found("code_moved", token, page)
    size = (PAGE[0] * DOTS, PAGE[1] * DOTS)
    flat = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return Found(None, token, page, flat)


def _is_blank(picture: Picture) -> bool:
    """Whether next to nothing is on it: the back of a sheet."""
    return bool(np.count_nonzero(darkness(picture) > _DARK) < _BLANK * picture.shape[0] * picture.shape[1])


def _flatten(picture: Picture) -> tuple[Any, float] | None:
    """Return the matrix from the picture to the flat page, and by how many mm the worst corner misses its place."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    shapes, ids, _ = cv2.aruco.ArucoDetector(dictionary, parameters).detectMarkers(picture)
    numbers = [] if ids is None else [int(one) for one in np.ravel(ids)]
    seen = {number: shape for number, shape in zip(numbers, shapes, strict=True) if number < len(MARKS)}
    if len(seen) < _LEAST_MARKS or any(numbers.count(number) > 1 for number in seen):
        return None
    here = np.concatenate([np.reshape(seen[number], (4, 2)) for number in sorted(seen)]).astype(np.float32)
    there = np.concatenate([_corners(number) for number in sorted(seen)]).astype(np.float32)
    matrix, _ = cv2.findHomography(here, there, 0)
    if matrix is None:
        return None
    missed = cv2.perspectiveTransform(here[None], matrix)[0] - there
    return matrix, float(np.max(np.hypot(missed[:, 0], missed[:, 1])) / DOTS)


def _corners(number: int) -> Any:
    left, top = MARKS[number]
    return np.array([(left, top), (left + MARK, top), (left + MARK, top + MARK), (left, top + MARK)]) * DOTS


def measured(flat: Picture, page: Page, printed: Any) -> tuple[RowInk, ...]:
    """Weigh the ink of each item of a flat page, against the `darkness` of the page as it is printed."""
    seen = darkness(flat)
    return tuple(_row(row, seen, printed) for row in page.rows)


def darkness(picture: Picture) -> Any:
    """Return how much darker than the paper round it each dot is, 0 to 1; shadows and coloured light fall away."""
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    kernel = np.ones((23, 23), np.uint8)  # wider than a box that is filled
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), 2)
    paper = cv2.resize(paper, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = cv2.GaussianBlur(picture, (0, 0), 1).astype(np.float32) / np.maximum(paper, 1)
    return np.clip(1 - light.min(axis=2), 0, 1)


def _row(row: Row, seen: Any, printed: Any) -> RowInk:
    shift = _shift(row, seen, printed)
    if shift is None:
        return RowInk(row.item, (), found=False)
    top, bottom = row.top * DOTS, (row.top + row.height) * DOTS
    here = _moved(seen, shift)[top:bottom]
    around = cv2.dilate((printed[top:bottom] > _FAINT).astype(np.uint8), np.ones((7, 7), np.uint8))
    pen = np.where(around > 0, 0, here)
    insides = [_inside(box, row, -_INSET) for box in row.boxes]
    boxes = tuple(
        Ink(box.choice, _share(pen[inside], _DARK), _share(pen[inside], _FAINT), _length(pen[inside]))
        for box, inside in zip(row.boxes, insides, strict=True)
    )
    frames = np.zeros_like(around)
    for box in row.boxes:
        frames[_inside(box, row, _INSET)] = 1
    for inside in insides:
        frames[inside] = 0
    return RowInk(row.item, boxes, outside=_outside(pen, (frames > 0) & (here > _DARK), insides))


def _shift(row: Row, seen: Any, printed: Any) -> tuple[int, int] | None:
    """Find by how many dots the boxes and words of a row lie beside their place; None where they are not there."""
    left, right = (row.boxes[0].left - 2) * DOTS, (PAGE[0] - 16) * DOTS
    top, bottom = (row.boxes[0].top - 2) * DOTS, (row.boxes[0].top + BOX + 2) * DOTS
    reach = _SEARCH_MM * DOTS
    wanted = printed[top:bottom, left:right].astype(np.float32)
    given = seen[top - reach : bottom + reach, left - reach : right + reach].astype(np.float32)
    _, best, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(given, wanted, cv2.TM_CCOEFF_NORMED))
    return (x - reach, y - reach) if best >= _ALIKE else None


def _moved(seen: Any, shift: tuple[int, int]) -> Any:
    matrix = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]]], np.float32)
    return cv2.warpAffine(seen, matrix, (seen.shape[1], seen.shape[0]))


def _inside(box: Box, row: Row, more: float) -> tuple[slice, slice]:
    """Return the square of a box, so much larger on each side."""
    top, left, side = box.top - row.top - more, box.left - more, BOX + 2 * more
    return (
        slice(round(top * DOTS), round((top + side) * DOTS)),
        slice(round(left * DOTS), round((left + side) * DOTS)),
    )


def _share(values: Any, least: float) -> int:
    return int(WHOLE * np.count_nonzero(values > least) // values.size)


def _length(values: Any) -> int:
    """Return how far the dark ink reaches, the longer way, in tenths of a millimetre."""
    rows, columns = np.nonzero(values > _DARK)
    return 0 if rows.size == 0 else int(10 * max(np.ptp(rows) + 1, np.ptp(columns) + 1) // DOTS)


def _outside(pen: Any, frames: Any, insides: Sequence[tuple[slice, slice]]) -> bool:
    """Whether strokes lie in the row that belong to no box, to two, or reach far beyond the one they belong to.

    A stroke belongs to the box it enters; the frame of a box joins what it cuts.
    """
    dark = pen > _DARK
    joined = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined | frames.astype(np.uint8))
    for label in range(1, count):
        left, top, width, height = (int(one) for one in stats[label][:4])
        here = slice(top, top + height), slice(left, left + width)
        area = np.count_nonzero((labels[here] == label) & dark[here]) / DOTS**2
        if area < _STRAY_MM2:
            continue
        touched = [inside for inside in insides if np.any((labels[inside] == label) & dark[inside])]
        if len(touched) != 1 or max(width, height) > (BOX + _REACH_MM) * DOTS:
            return True
    return False
