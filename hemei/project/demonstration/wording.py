"""The words of the made-up city: read from the TOML files beside it, put together by dice."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent / "words"
OTHER = "other"
# How often somebody only sends a picture, gives a reason, or adds a wish.
_PLAIN, _WHY, _WISH = 0.2, 0.6, 0.7
_STAFF = ("patrol", "company")


@cache
def words(name: str) -> dict[str, Any]:
    """Return one file of words."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in an estate something is, to be named in texts: building, entrance, floor, another building."""

    building: int
    entrance: int
    floor: int
    other: int


def report_text(dice: Random, kind: str, channel: str, estate: str, spot: Spot) -> str:
    """Return what somebody reports: a channel's own opening, the fact, perhaps why it hurts, perhaps a wish."""
    say, told = words("sentences")["say"], words("kinds")[kind]
    where = _place(dice, told["where"], spot)
    if kind == OTHER and dice.random() < _PLAIN:
        return str(dice.choice(say["plain"]).format(estate=estate, where=where))
    opening = dice.choice(say[channel if channel in say else "greeting"])
    fact = dice.choice(told["facts"]).format(where=where, when=dice.choice(say["when"]))
    why = dice.choice(told["impact"]) if dice.random() < _WHY else ""
    wish = dice.choice(say["wish"]) if channel not in _STAFF and dice.random() < _WISH else ""
    return f"{opening}{fact}{why}{wish}"


def is_indoors(kind: str) -> bool:
    """Whether what is reported of a kind is at an entrance of a building."""
    return words("kinds")[kind]["where"] in {"home", "stair"}


def note(dice: Random, name: str) -> str:
    """Return what an office or a person writes with an act."""
    return str(dice.choice(words("sentences")["note"][name]))


def result_text(dice: Random, kind: str, outcome: str) -> str:
    """Return how a matter of this kind ended."""
    told = words("kinds")[kind]
    if outcome == "solved":
        return str(dice.choice(told["solved"]))
    return str(told["part"] if outcome == "solved_in_part" else told["unsolved"])


def scene_of(kind: str) -> str:
    """Return the drawing of a kind."""
    return str(words("kinds")[kind]["scene"])


def _place(dice: Random, where: str, spot: Spot) -> str:
    text = dice.choice(words("sentences")["where"][where])
    return str(text.format(b=spot.building, u=spot.entrance, f=spot.floor, c=spot.other))
