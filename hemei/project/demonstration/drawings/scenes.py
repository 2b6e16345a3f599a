"""The scenes: a ground, what is wrong on it, and what is there when it was put right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hemei.project.demonstration.drawings import damage, grounds, things
from hemei.project.demonstration.drawings.canvas import Sheet

Ground = Callable[[Sheet], None]
Thing = Callable[[Sheet, float, float, float], None]
Placed = tuple[Thing, float, float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing told as a list: which thing stands where (x, y) and how large."""

    ground: Ground
    wrong: tuple[Placed, ...]
    right: tuple[Placed, ...] = ()


_G, _T, _D = grounds, things, damage
_LANE: Placed = (_T.fire_lane, 12, 54, 62)
_CABINET: Placed = (_T.hydrant, 60, 24, 14)
_LIFT: Placed = (_T.lift, 36, 17, 22)
_BINS: Placed = (_T.bins, 20, 46, 34)
_BOARD: Placed = (_T.board, 30, 26, 40)
_NOTICES: tuple[Placed, ...] = ((_T.notice, 36, 30, 8), (_T.notice, 47, 30, 8), (_T.notice, 58, 30, 7))
_GATE: Placed = (_T.gate, 18, 52, 58)
_WALKER: Placed = (_T.person, 40, 50, 15)

SCENES: dict[str, Scene] = {
    "ads": Scene(_G.corridor, ((_D.ads, 34, 18, 30),)),
    "basement": Scene(
        _G.basement,
        ((_D.boxes, 56, 50, 14), (_D.boxes, 24, 52, 12), (_D.fence, 20, 48, 60)),
        ((_T.car, 24, 56, 20), (_T.car, 58, 58, 20)),
    ),
    "bins": Scene(_G.yard, (_BINS, (_D.bags, 56, 56, 22)), (_BINS,)),
    "board": Scene(_G.yard, (_BOARD,), (_BOARD, *_NOTICES)),
    "broken_wall": Scene(
        _G.room, ((_D.hole, 14, 18, 34), (_D.chips, 12, 60, 40)), ((_T.notice, 20, 22, 14),)
    ),
    "cables": Scene(_G.wall, ((_D.cables, 34, 60, 30), (_T.ebike, 58, 68, 18)), ((_T.ebike, 58, 68, 18),)),
    "camera": Scene(
        _G.yard,
        ((_T.camera, 50, 24, 12), (_D.cross, 42, 22, 8), (_T.ebike, 20, 64, 16)),
        ((_T.camera, 50, 24, 12), (_T.ebike, 20, 64, 16)),
    ),
    "ceiling_leak": Scene(_G.room, ((_D.stain, 10, 3, 32), (_D.puddle, 12, 62, 30)), ()),
    "chicken": Scene(
        _G.lawn, ((_T.hen, 24, 52, 8), (_T.hen, 40, 56, 7), (_T.hen, 62, 50, 8), (_D.fence, 14, 46, 70))
    ),
    "corridor": Scene(_G.corridor, ((_D.boxes, 58, 54, 16), (_D.boxes, 24, 60, 14), (_T.ebike, 40, 62, 16))),
    "crack": Scene(_G.wall, ((_D.crack, 46, 8, 46), (_T.cone, 40, 70, 8)), ((_T.scaffold, 34, 62, 40),)),
    "crane": Scene(_G.yard, ((_D.crane, 40, 40, 34), (_T.car, 60, 58, 22)), ()),
    "dance": Scene(
        _G.yard,
        ((_T.speaker, 66, 44, 14), (_T.person, 18, 48, 18), (_T.person, 31, 50, 18), (_T.person, 45, 48, 18)),
        ((_T.person, 30, 50, 16),),
    ),
    "dog": Scene(_G.lawn, ((_T.dog, 30, 46, 26), (_T.dog, 64, 58, 16)), (_WALKER,)),
    "ebike": Scene(
        _G.corridor, ((_T.ebike, 18, 66, 26), (_T.ebike, 52, 66, 26), (_D.cables, 40, 50, 18)), ()
    ),
    "falling_wall": Scene(
        _G.wall, ((_D.patch, 40, 22, 22), (_D.chips, 34, 68, 36)), ((_T.scaffold, 30, 64, 44),)
    ),
    "fan": Scene(
        _G.wall, ((_T.fan, 24, 22, 14), (_T.fan, 48, 22, 14), (_T.fan, 70, 40, 14)), ((_T.fan, 76, 46, 12),)
    ),
    "fire_lane": Scene(_G.yard, (_LANE, (_T.car, 14, 58, 24), (_T.car, 44, 60, 26)), (_LANE,)),
    "garbage": Scene(_G.yard, (_BINS, (_D.bags, 12, 56, 30), (_D.bags, 46, 60, 32)), (_BINS,)),
    "gas": Scene(_G.corridor, ((_T.pipe, 56, 34, 22), (_D.smoke, 62, 34, 12)), ((_T.pipe, 56, 34, 22),)),
    "gate": Scene(_G.yard, (_GATE, (_D.bags, 40, 62, 26)), (_GATE, (_T.person, 12, 50, 16))),
    "hydrant": Scene(_G.corridor, (_CABINET, (_D.cross, 60, 25, 14), (_D.boxes, 54, 56, 14)), (_CABINET,)),
    "lift": Scene(_G.room, (_LIFT, (_D.cross, 36, 20, 22), (_T.cone, 30, 58, 8)), (_LIFT,)),
    "locks": Scene(_G.yard, ((_D.lock, 22, 58, 12), (_D.lock, 56, 58, 12)), ((_T.car, 20, 58, 22),)),
    "manhole": Scene(
        _G.yard,
        ((_D.puddle, 20, 58, 50), (_D.manhole, 36, 60, 18), (_T.cone, 62, 70, 8)),
        ((_T.cover, 36, 60, 18),),
    ),
    "parcels": Scene(
        _G.yard,
        (_GATE, (_D.boxes, 28, 62, 12), (_D.boxes, 44, 64, 14), (_T.scooter_box, 64, 68, 18)),
        (_GATE,),
    ),
    "parking": Scene(
        _G.yard,
        ((_T.car, 6, 52, 24), (_T.car, 34, 54, 24), (_T.car, 60, 60, 24), (_T.car, 20, 66, 26)),
        ((_T.car, 6, 52, 24),),
    ),
    "phone": Scene(_G.room, ((_T.phone, 30, 16, 36),), ((_T.notice, 30, 16, 24),)),
    "receipt": Scene(
        _G.room,
        ((_T.notice, 20, 12, 26), (_T.notice, 54, 20, 22), (_D.cross, 56, 24, 18)),
        ((_T.notice, 36, 12, 26),),
    ),
    "room": Scene(_G.room, ((_D.beds, 10, 46, 36), (_D.boxes, 74, 56, 12)), ()),
    "rubble": Scene(_G.yard, ((_D.rubble, 20, 54, 40), (_D.rubble, 56, 58, 28)), ()),
    "scaffold": Scene(
        _G.wall,
        ((_T.scaffold, 30, 64, 40), (_D.cross, 42, 36, 14)),
        ((_T.scaffold, 30, 64, 40), (_T.notice, 76, 44, 10)),
    ),
    "shed": Scene(_G.wall, ((_D.shed, 30, 30, 44),), ((_D.chips, 30, 68, 20),)),
    "sign": Scene(_G.corridor, ((_T.board, 35, 18, 28), (_T.notice, 40, 20, 8), (_T.person, 26, 40, 22)), ()),
    "smoke": Scene(_G.shop, ((_D.smoke, 50, 26, 18), (_T.fan, 44, 30, 12)), ((_T.fan, 44, 24, 12),)),
    "stall": Scene(_G.yard, ((_D.stall, 20, 62, 24), (_D.stall, 54, 64, 26)), ()),
    "stump": Scene(
        _G.lawn,
        ((_D.stump, 30, 48, 24), (_D.stump, 62, 60, 16)),
        ((_G.tree, 34, 48, 10), (_G.tree, 66, 54, 9)),
    ),
    "thrown": Scene(_G.wall, ((_D.bottle, 40, 34, 16), (_D.bags, 56, 66, 10)), ((_T.camera, 50, 30, 12),)),
    "vegetables": Scene(_G.lawn, ((_D.rows, 12, 42, 38), (_D.rows, 58, 48, 30), (_D.fence, 10, 40, 42)), ()),
    "wall_leak": Scene(_G.wall, ((_D.stain, 26, 22, 20), (_D.stain, 56, 26, 26), (_D.crack, 50, 10, 26)), ()),
    "water": Scene(_G.room, ((_T.tap, 30, 28, 30),), ((_T.notice, 36, 20, 20),)),
}


VIEWS = 3


def draw(name: str, *, after: bool = False, view: int = 0) -> bytes:
    """Return the scene as a labelled JPEG, as it was found or as it was left, in one of its views."""
    scene = SCENES[name]
    sheet = Sheet()
    scene.ground(sheet)
    for thing, x, y, size in scene.right if after else scene.wrong:
        thing(sheet, x, y, size)
    sheet.seen(view % VIEWS)
    if after:
        things.tick(sheet, 90, 8, 5)
    return sheet.jpeg()
