"""Things that may stand anywhere, drawn at a point of the sheet and in a size."""

from __future__ import annotations

from hemei.project.demonstration.drawings.canvas import Sheet


def car(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A car from the side; its colour follows from where it stands."""
    colour = ("#b5382f", "#2f5fa5", "#f0f0f0", "#3a3d40", "#c4a24a")[round(x + y) % 5]
    sheet.shape(
        [
            (x + size * 0.2, y),
            (x + size * 0.35, y - size * 0.2),
            (x + size * 0.7, y - size * 0.2),
            (x + size * 0.85, y),
        ],
        "#a9c4d4",
    )
    sheet.box(x, y, size, size * 0.2, colour)
    for part in (0.2, 0.8):
        sheet.disc(x + size * part, y + size * 0.2, size * 0.09, "#1d1d1d")


def ebike(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An electric bicycle."""
    for part in (0.15, 0.85):
        sheet.disc(x + size * part, y, size * 0.15, "#222222")
        sheet.disc(x + size * part, y, size * 0.08, "#9a9a9a")
    sheet.line(
        [(x + size * 0.15, y), (x + size * 0.5, y - size * 0.1), (x + size * 0.75, y - size * 0.55)],
        "#1f6f8b",
        1.5,
    )
    sheet.box(x + size * 0.15, y - size * 0.35, size * 0.35, size * 0.1, "#333333")
    sheet.box(x + size * 0.22, y - size * 0.25, size * 0.22, size * 0.16, "#c0392b")
    sheet.line([(x + size * 0.65, y - size * 0.55), (x + size * 0.85, y - size * 0.58)], "#222222", 1)


def bins(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Four sorting bins."""
    for number, colour in enumerate(("#2f7d4f", "#2b5c9e", "#b03a2e", "#4d4d4d")):
        left = x + number * size * 0.27
        sheet.box(left, y, size * 0.22, size * 0.4, colour)
        sheet.box(left - 0.6, y - size * 0.05, size * 0.25, size * 0.05, "#333333")


def fire_lane(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A marked fire lane with a hatched field."""
    sheet.frame(x, y, size, size * 0.3, "#f2c414")
    for number in range(8):
        left = x + number * size / 8
        sheet.line([(left, y + size * 0.3), (left + size / 8, y)], "#f2c414", 0.8)


def hydrant(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A fire hydrant cabinet."""
    sheet.box(x, y, size, size * 1.1, "#c32a22")
    sheet.box(x + size * 0.1, y + size * 0.1, size * 0.8, size * 0.7, "#e6eef0")
    sheet.disc(x + size * 0.5, y + size * 0.45, size * 0.22, "#e8dfc8")
    sheet.arc(x + size * 0.5, y + size * 0.45, size * 0.14, "#b9a98a")


def lift(sheet: Sheet, x: float, y: float, size: float) -> None:
    """The doors of a lift with its buttons."""
    sheet.box(x, y, size, size * 1.3, "#8f979b")
    sheet.box(x + size * 0.08, y + size * 0.1, size * 0.4, size * 1.2, "#cfd6d9")
    sheet.box(x + size * 0.52, y + size * 0.1, size * 0.4, size * 1.2, "#cfd6d9")
    sheet.box(x + size * 1.1, y + size * 0.5, size * 0.16, size * 0.3, "#555c60")
    for number in range(2):
        sheet.disc(x + size * 1.18, y + size * (0.57 + number * 0.14), size * 0.04, "#f2c414")


def notice(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A sheet of paper with lines of writing."""
    sheet.box(x, y, size, size * 1.3, "#fffdf5")
    sheet.frame(x, y, size, size * 1.3, "#b0a890")
    sheet.box(x + size * 0.2, y + size * 0.1, size * 0.6, size * 0.1, "#b23b2e")
    for number in range(6):
        sheet.box(
            x + size * 0.12,
            y + size * (0.32 + number * 0.14),
            size * (0.76 - number % 3 * 0.12),
            size * 0.04,
            "#6d6d6d",
        )


def board(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An empty notice board."""
    sheet.box(x + size * 0.1, y + size * 0.5, size * 0.05, size * 0.5, "#6d7274")
    sheet.box(x + size * 0.85, y + size * 0.5, size * 0.05, size * 0.5, "#6d7274")
    sheet.box(x, y, size, size * 0.6, "#2d6a8a")
    sheet.box(x + size * 0.05, y + size * 0.06, size * 0.9, size * 0.48, "#eef0ea")


def dog(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A dog without a lead."""
    sheet.oval(x, y, size * 0.8, size * 0.35, "#8a6237")
    sheet.disc(x + size * 0.85, y - size * 0.02, size * 0.17, "#8a6237")
    sheet.shape(
        [
            (x + size * 0.75, y - size * 0.1),
            (x + size * 0.8, y - size * 0.3),
            (x + size * 0.9, y - size * 0.12),
        ],
        "#5e4020",
    )
    for part in (0.12, 0.25, 0.55, 0.68):
        sheet.box(x + size * part, y + size * 0.28, size * 0.06, size * 0.25, "#744f2a")
    sheet.line([(x, y + size * 0.12), (x - size * 0.15, y - size * 0.1)], "#744f2a", 1)


def hen(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A hen."""
    sheet.oval(x, y, size, size * 0.7, "#f0e4cf")
    sheet.disc(x + size * 0.95, y, size * 0.2, "#f0e4cf")
    sheet.shape(
        [(x + size * 1.1, y), (x + size * 1.3, y + size * 0.05), (x + size * 1.1, y + size * 0.1)], "#e0922a"
    )
    sheet.disc(x + size * 0.95, y - size * 0.2, size * 0.09, "#c32a22")
    sheet.line([(x + size * 0.5, y + size * 0.7), (x + size * 0.5, y + size)], "#e0922a", 0.6)


def speaker(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A loudspeaker with its noise."""
    sheet.box(x, y, size * 0.5, size, "#2c2c2f")
    sheet.disc(x + size * 0.25, y + size * 0.3, size * 0.15, "#77777c")
    sheet.disc(x + size * 0.25, y + size * 0.7, size * 0.2, "#77777c")
    for number in range(1, 4):
        sheet.arc(x + size * 0.25, y + size * 0.5, size * (0.4 + number * 0.2), "#d07a2a")


def person(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Somebody, without a face."""
    colour = ("#8e44ad", "#27804f", "#c0502f", "#2f6ea5")[round(x) % 4]
    sheet.disc(x, y, size * 0.14, "#d8a884")
    sheet.shape(
        [(x - size * 0.18, y + size * 0.6), (x, y + size * 0.12), (x + size * 0.18, y + size * 0.6)], colour
    )
    sheet.line([(x - size * 0.07, y + size * 0.6), (x - size * 0.1, y + size)], "#333333", 1)
    sheet.line([(x + size * 0.07, y + size * 0.6), (x + size * 0.1, y + size)], "#333333", 1)


def fan(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An outdoor unit or exhaust fan."""
    sheet.box(x, y, size, size * 0.8, "#e8e8e4")
    sheet.disc(x + size * 0.5, y + size * 0.4, size * 0.32, "#5d6468")
    for dx, dy in ((0, -0.25), (0.22, 0.12), (-0.22, 0.12)):
        sheet.line(
            [(x + size * 0.5, y + size * 0.4), (x + size * (0.5 + dx), y + size * (0.4 + dy))], "#c9cfd2", 1.5
        )


def cover(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A manhole with its cover."""
    sheet.oval(x, y, size, size * 0.4, "#4a4d50")
    for number in range(4):
        sheet.line(
            [
                (x + size * (0.2 + number * 0.2), y + size * 0.08),
                (x + size * (0.2 + number * 0.2), y + size * 0.32),
            ],
            "#7a7e82",
            0.5,
        )


def cone(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A traffic cone."""
    sheet.shape([(x, y), (x + size * 0.25, y - size), (x + size * 0.5, y)], "#e8641f")
    sheet.box(x + size * 0.12, y - size * 0.5, size * 0.26, size * 0.14, "#ffffff")


def pipe(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A pipe with a valve."""
    sheet.box(x, 0, size * 0.14, 75, "#d6b52a")
    sheet.box(x - size * 0.15, y, size * 0.44, size * 0.12, "#8d939a")
    sheet.disc(x + size * 0.07, y - size * 0.12, size * 0.14, "#c32a22")


def tap(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A tap, a basin, and water of a doubtful colour."""
    sheet.box(x, y, size * 0.5, size * 0.12, "#a7b0b5")
    sheet.box(x + size * 0.42, y, size * 0.1, size * 0.3, "#a7b0b5")
    sheet.box(x + size * 0.44, y + size * 0.3, size * 0.06, size * 0.4, "#b99a4a")
    sheet.oval(x, y + size * 0.65, size, size * 0.3, "#f4f7f8")
    sheet.oval(x + size * 0.1, y + size * 0.7, size * 0.8, size * 0.18, "#c6a95a")


def camera(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A camera on a pole."""
    sheet.box(x, y, size * 0.08, size * 2.2, "#6d7274")
    sheet.box(x - size * 0.6, y, size * 0.6, size * 0.28, "#f0f2f2")
    sheet.disc(x - size * 0.6, y + size * 0.14, size * 0.12, "#222222")


def gate(sheet: Sheet, x: float, y: float, size: float) -> None:
    """The gate of an estate with its barrier."""
    sheet.box(x, y - size * 0.5, size * 0.12, size * 0.7, "#b9a285")
    sheet.box(x + size, y - size * 0.5, size * 0.12, size * 0.7, "#b9a285")
    sheet.box(x - 2, y - size * 0.6, size * 1.12 + 4, size * 0.12, "#8d2f28")
    for number in range(6):
        sheet.box(
            x + size * (0.12 + number * 0.14),
            y + size * 0.02,
            size * 0.14,
            1.6,
            ("#d0392b", "#ffffff")[number % 2],
        )


def scaffold(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Scaffolding around a new lift shaft."""
    sheet.box(x + size * 0.3, y - size, size * 0.4, size, "#b7c9d3")
    for number in range(5):
        sheet.line([(x, y - number * size * 0.24), (x + size, y - number * size * 0.24)], "#7d6a3a", 0.7)
        sheet.line([(x + number * size * 0.25, y), (x + number * size * 0.25, y - size)], "#7d6a3a", 0.5)


def scooter_box(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A delivery rider's motorcycle with its box."""
    ebike(sheet, x, y, size)
    sheet.box(x - size * 0.05, y - size * 0.7, size * 0.4, size * 0.34, "#f2b705")


def phone(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A telephone with unwanted calls; no number is shown."""
    sheet.box(x, y, size * 0.6, size * 1.1, "#202326")
    sheet.box(x + size * 0.04, y + size * 0.08, size * 0.52, size * 0.9, "#eef3f6")
    for number in range(4):
        sheet.disc(x + size * 0.12, y + size * (0.22 + number * 0.2), size * 0.05, "#d0392b")
        sheet.box(x + size * 0.22, y + size * (0.2 + number * 0.2), size * 0.3, size * 0.05, "#8d959a")


def tick(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A green tick: looked at again, and in order."""
    sheet.disc(x, y, size, "#2f9e5b")
    sheet.line(
        [(x - size * 0.5, y), (x - size * 0.1, y + size * 0.45), (x + size * 0.55, y - size * 0.4)],
        "#ffffff",
        size * 0.22,
    )
