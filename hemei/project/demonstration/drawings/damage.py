"""What is wrong: heaps, stains, cracks and the like, drawn at a point of the sheet and in a size."""

from __future__ import annotations

from hemei.project.demonstration.drawings.canvas import Sheet


def boxes(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A heap of cartons."""
    for dx, dy, width in ((0, 0, 0.5), (0.45, 0, 0.6), (0.2, -0.4, 0.5), (0.3, -0.75, 0.35)):
        sheet.box(x + size * dx, y + size * dy, size * width, size * 0.4, "#c89b62")
        sheet.frame(x + size * dx, y + size * dy, size * width, size * 0.4, "#8d6a3d")


def bags(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Rubbish bags and what fell out of them."""
    for number, (dx, dy) in enumerate(((0, 0), (0.35, 0.05), (0.7, 0), (0.2, -0.25), (0.5, -0.2))):
        sheet.oval(
            x + size * dx,
            y + size * dy,
            size * 0.4,
            size * 0.34,
            ("#2d2d30", "#40525a", "#6b6b3a")[number % 3],
        )
        sheet.line(
            [(x + size * (dx + 0.2), y + size * dy), (x + size * (dx + 0.24), y + size * (dy - 0.08))],
            "#dddddd",
            0.8,
        )
    sheet.oval(x - size * 0.1, y + size * 0.33, size * 1.3, size * 0.1, "#6a5c3c")


def cables(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Cables that hang from a window to a socket."""
    for number in range(4):
        start = x + number * size * 0.18
        sheet.line(
            [(start, 6), (start + 2, y - size * 0.4), (start - 3, y - 2), (x + size * 0.5, y)], "#1c1c1c", 0.7
        )
    sheet.box(x + size * 0.3, y, size * 0.4, size * 0.1, "#f4f4ef")
    for number in range(4):
        sheet.disc(x + size * (0.36 + number * 0.09), y + size * 0.05, 0.7, "#333333")


def stain(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A wet stain with drops."""
    sheet.oval(x, y, size, size * 0.5, "#b9a27a")
    sheet.oval(x + size * 0.15, y + size * 0.1, size * 0.6, size * 0.3, "#94805a")
    for number in range(5):
        sheet.oval(
            x + size * (0.15 + number * 0.17), y + size * (0.55 + number % 2 * 0.15), 1.2, 3, "#7fb2d0"
        )


def puddle(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Water on the ground."""
    sheet.oval(x, y, size, size * 0.25, "#6d8b96")
    sheet.oval(x + size * 0.2, y + size * 0.06, size * 0.4, size * 0.1, "#9fb8c0")


def crack(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A crack that branches."""
    points = [
        (x, y),
        (x + size * 0.15, y + size * 0.3),
        (x + size * 0.05, y + size * 0.5),
        (x + size * 0.25, y + size),
    ]
    sheet.line(points, "#3a2c22", 1.2)
    sheet.line([points[1], (x + size * 0.45, y + size * 0.4)], "#3a2c22", 0.7)
    sheet.line([points[2], (x - size * 0.2, y + size * 0.75)], "#3a2c22", 0.7)


def rubble(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Bricks and cement bags."""
    sheet.shape(
        [(x, y + size * 0.4), (x + size * 0.5, y - size * 0.2), (x + size, y + size * 0.4)], "#a58e77"
    )
    for number in range(9):
        left = x + size * (0.1 + number % 4 * 0.2)
        sheet.box(left, y + size * (0.1 + number // 4 * 0.1), size * 0.14, size * 0.07, "#9c4a32")
    sheet.oval(x + size * 0.7, y + size * 0.15, size * 0.35, size * 0.2, "#d6d3c8")


def cross(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A red cross over what does not work."""
    sheet.line([(x, y), (x + size, y + size)], "#d62718", 1.6)
    sheet.line([(x + size, y), (x, y + size)], "#d62718", 1.6)


def fence(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A wire fence."""
    for number in range(9):
        sheet.line([(x + number * size / 8, y), (x + number * size / 8, y + size * 0.3)], "#77694d", 0.5)
    for number in range(3):
        sheet.line([(x, y + number * size * 0.14), (x + size, y + number * size * 0.14)], "#99907a", 0.3)


def rows(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Rows of vegetables."""
    sheet.box(x, y, size, size * 0.5, "#7a5a3a")
    for row in range(3):
        for column in range(8):
            sheet.disc(
                x + size * (0.07 + column * 0.12), y + size * (0.1 + row * 0.15), size * 0.045, "#9fd06a"
            )


def stump(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A felled tree and its stump."""
    sheet.box(x, y, size * 0.3, size * 0.25, "#6b4a2f")
    sheet.oval(x, y - size * 0.07, size * 0.3, size * 0.14, "#d8b383")
    sheet.line([(x + size * 0.4, y + size * 0.3), (x + size * 1.3, y + size * 0.15)], "#6b4a2f", 3)
    sheet.disc(x + size * 1.35, y + size * 0.1, size * 0.22, "#6f9a52")


def shed(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A shed of steel sheets on a roof."""
    sheet.box(x, y, size, size * 0.45, "#5d86b3")
    for number in range(1, 8):
        sheet.line([(x + number * size / 8, y), (x + number * size / 8, y + size * 0.45)], "#476a90", 0.4)
    sheet.shape([(x - 3, y), (x + size * 0.5, y - size * 0.2), (x + size + 3, y)], "#b5382f")


def hole(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A hole broken through a wall, bricks showing."""
    sheet.shape(
        [
            (x, y + size * 0.9),
            (x + size * 0.1, y + size * 0.2),
            (x + size * 0.4, y),
            (x + size * 0.9, y + size * 0.15),
            (x + size, y + size),
        ],
        "#8c4630",
    )
    sheet.shape(
        [
            (x + size * 0.2, y + size),
            (x + size * 0.25, y + size * 0.3),
            (x + size * 0.75, y + size * 0.3),
            (x + size * 0.85, y + size),
        ],
        "#3d3a37",
    )


def beds(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Two bunk beds behind a board wall."""
    sheet.box(x - 2, y - size * 0.5, 2, size, "#b98d55")
    for left in (x, x + size * 0.7):
        for level in (0, 0.4):
            sheet.box(left, y + size * (level - 0.1), size * 0.55, size * 0.07, "#4d5b66")
            sheet.box(
                left, y + size * (level - 0.18), size * 0.55, size * 0.08, ("#7aa0c4", "#c47a7a")[level > 0]
            )
        sheet.box(left, y - size * 0.25, 0.8, size * 0.75, "#39434b")


def chips(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Pieces that fell to the ground."""
    for number in range(8):
        left, top = x + size * (number * 0.13), y + size * (number % 3 * 0.09)
        sheet.shape(
            [(left, top), (left + size * 0.1, top - size * 0.06), (left + size * 0.12, top + size * 0.05)],
            "#b98f63",
        )


def patch(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A place where the facing came off."""
    sheet.shape(
        [
            (x, y),
            (x + size * 0.5, y - size * 0.1),
            (x + size, y + size * 0.2),
            (x + size * 0.8, y + size * 0.6),
            (x + size * 0.2, y + size * 0.5),
        ],
        "#8d8378",
    )


def bottle(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A bottle on its way down, and the streaks behind it."""
    for number in range(3):
        sheet.line(
            [(x + number * size * 0.15, y - size * 1.5), (x + number * size * 0.15, y - size * 0.3)],
            "#ffffff",
            0.4,
        )
    sheet.box(x, y, size * 0.3, size * 0.6, "#3f7a45")
    sheet.box(x + size * 0.1, y - size * 0.2, size * 0.1, size * 0.2, "#3f7a45")


def smoke(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Smoke that rises."""
    for number in range(6):
        sheet.disc(
            x + size * (number % 2 * 0.3 + number * 0.08),
            y - size * number * 0.2,
            size * (0.2 + number * 0.05),
            "#9b9b98",
        )


def crane(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A tower crane under a night sky."""
    sheet.box(0, 0, 100, 40, "#1d2740")
    sheet.disc(86, 8, 4, "#f4edc4")
    sheet.box(x, y - size, size * 0.06, size, "#e2b21f")
    sheet.box(x - size * 0.2, y - size, size * 1.1, size * 0.05, "#e2b21f")
    sheet.line([(x + size * 0.7, y - size), (x + size * 0.7, y - size * 0.5)], "#dddddd", 0.3)
    sheet.box(x + size * 0.3, y - size * 0.35, size * 0.5, size * 0.35, "#7c7f82")


def lock(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A parking lock on a space."""
    sheet.frame(x - size * 0.5, y - size * 0.1, size * 2, size * 0.9, "#f2f2f2")
    sheet.line(
        [(x, y + size * 0.5), (x + size * 0.3, y), (x + size * 0.7, y), (x + size, y + size * 0.5)],
        "#d0392b",
        1.6,
    )
    sheet.box(x - 1, y + size * 0.5, size + 2, size * 0.1, "#f2c414")


def manhole(sheet: Sheet, x: float, y: float, size: float) -> None:
    """An open manhole."""
    sheet.oval(x, y, size, size * 0.4, "#4a4d50")
    sheet.oval(x + size * 0.1, y + size * 0.05, size * 0.8, size * 0.3, "#0f1011")


def stall(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A stall under an umbrella."""
    sheet.line([(x + size * 0.5, y), (x + size * 0.5, y - size * 0.6)], "#6d5a3a", 0.8)
    sheet.shape(
        [(x - 2, y - size * 0.5), (x + size * 0.5, y - size * 0.9), (x + size + 2, y - size * 0.5)], "#c94f3a"
    )
    sheet.box(x, y - size * 0.15, size, size * 0.35, "#d8b06a")
    for number in range(6):
        sheet.disc(
            x + size * (0.1 + number * 0.16),
            y - size * 0.17,
            size * 0.06,
            ("#d0392b", "#6aa84f", "#e8a33d")[number % 3],
        )


def ads(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Little advertisements all over a wall."""
    for number in range(14):
        left, top = x + size * (number % 5 * 0.21), y + size * (number // 5 * 0.3 + number % 2 * 0.06)
        sheet.box(
            left, top, size * 0.17, size * 0.2, ("#f7e27a", "#f2f2f2", "#9fd3e8", "#f0a3a3")[number % 4]
        )
        sheet.box(left + size * 0.02, top + size * 0.05, size * 0.12, size * 0.03, "#444444")
        sheet.box(left + size * 0.02, top + size * 0.12, size * 0.09, size * 0.03, "#b23b2e")
