"""What stands behind: yard, corridor, wall, room and the like."""

from __future__ import annotations

from hemei.project.demonstration.drawings.canvas import Sheet


def yard(sheet: Sheet) -> None:
    """A road between two buildings."""
    sheet.box(0, 0, 100, 40, "#bcd6e8")
    _block(sheet, 2, 8, 28, "#d9c7a8")
    _block(sheet, 68, 4, 30, "#cfd3d6")
    sheet.box(0, 40, 100, 8, "#8fb37d")
    sheet.box(0, 48, 100, 27, "#8b8f94")
    for x in range(4, 100, 16):
        sheet.box(x, 60, 8, 1.2, "#f2f2f2")


def lawn(sheet: Sheet) -> None:
    """Grass before a building, with a path."""
    sheet.box(0, 0, 100, 30, "#c6dfee")
    _block(sheet, 30, 2, 44, "#e0d2bd")
    sheet.box(0, 30, 100, 45, "#7fae6b")
    sheet.shape([(40, 75), (52, 75), (56, 30), (51, 30)], "#cbb994")
    for x in (8, 86):
        tree(sheet, x, 34, 9)


def corridor(sheet: Sheet) -> None:
    """A corridor with doors, seen along its length."""
    sheet.box(0, 0, 100, 75, "#e9e4d8")
    sheet.shape([(0, 75), (100, 75), (68, 45), (32, 45)], "#b9b2a4")
    sheet.shape([(0, 0), (100, 0), (68, 15), (32, 15)], "#f5f2ea")
    sheet.box(32, 15, 36, 30, "#d8d1c2")
    sheet.box(44, 22, 12, 23, "#8a5a3c")
    sheet.shape([(8, 70), (8, 12), (22, 18), (22, 57)], "#7b4d32")
    sheet.shape([(92, 70), (92, 12), (78, 18), (78, 57)], "#7b4d32")


def wall(sheet: Sheet) -> None:
    """The outside of a building with windows."""
    sheet.box(0, 0, 100, 62, "#e3c9a5")
    sheet.box(0, 62, 100, 13, "#9aa37f")
    for row in range(3):
        for column in range(4):
            _window(sheet, 9 + column * 23, 6 + row * 18)


def room(sheet: Sheet) -> None:
    """A room with a window."""
    sheet.box(0, 0, 100, 55, "#f1ece1")
    sheet.box(0, 55, 100, 20, "#c9a877")
    sheet.box(0, 0, 100, 4, "#ffffff")
    _window(sheet, 40, 12)
    sheet.box(0, 53, 100, 2, "#a98a5d")


def basement(sheet: Sheet) -> None:
    """An underground car park."""
    sheet.box(0, 0, 100, 40, "#aeb3b5")
    sheet.box(0, 40, 100, 35, "#6d7274")
    for x in (10, 46, 82):
        sheet.box(x, 6, 7, 48, "#d6d8d4")
        sheet.box(x, 40, 7, 4, "#e2c21f")
    for x in range(0, 110, 22):
        sheet.line([(x, 75), (x * 0.6 + 20, 50)], "#f4f4f4", 0.5)
    sheet.box(30, 2, 14, 2, "#fffbe0")


def shop(sheet: Sheet) -> None:
    """A shop below flats."""
    sheet.box(0, 0, 100, 75, "#dcc9ae")
    for column in range(4):
        _window(sheet, 9 + column * 23, 5)
    sheet.box(6, 27, 88, 9, "#b23b2e")
    sheet.box(6, 36, 88, 26, "#eef3f4")
    sheet.box(44, 38, 14, 24, "#9fb7bf")
    sheet.box(0, 62, 100, 13, "#a3a3a0")


def tree(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw a tree standing at a point."""
    sheet.box(x - size / 8, y, size / 4, size, "#6b4a2f")
    sheet.disc(x, y - size / 3, size * 0.7, "#4c8a45")
    sheet.disc(x - size / 2, y, size / 2, "#5b9a50")
    sheet.disc(x + size / 2, y, size / 2, "#5b9a50")


def _block(sheet: Sheet, x: float, y: float, width: float, colour: str) -> None:
    sheet.box(x, y, width, 42 - y, colour)
    for row in range(4):
        for column in range(4):
            sheet.box(x + 3 + column * width / 4, y + 3 + row * 8, width / 7, 4.5, "#6f8ea3")


def _window(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y, 14, 11, "#ffffff")
    sheet.box(x + 1, y + 1, 5.5, 9, "#86a9c0")
    sheet.box(x + 7.5, y + 1, 5.5, 9, "#86a9c0")
