"""Whom an event concerns, read from what it says; plain data in, ids of bodies and persons out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hemei.faces.notices.rules.words import To

Bodies = frozenset[int]
_NOBODY: Bodies = frozenset()
_RECALLED = "recalled"
"""How a call ended that was taken back, as its event says it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about: a case with its parties, a duty with `what` it is, or an owner's unit in a vote.

    A company's people differ by `estate_id`. `at_work` is the body that has the case in hand: whom it called, else its
    home.
    """

    stream: str
    number: str
    service_class: str = ""
    estate_id: int | None = None
    home: int | None = None
    at_work: int | None = None
    reporter: int | None = None
    contact: bool = False
    owner: int | None = None
    what: str = ""


_LONGEST = 40
_LONG_NUMBER = re.compile(r"\d{7,}")


def what_of(title: str, place: str) -> str:
    """Return what a duty is and where, in a line: as an office states it, cut, no number a person could have."""
    line = _LONG_NUMBER.sub("＊", " ".join(title.split()))
    short = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return short if not place or place in short else f"{short}（{place}）"


def bodies_told(
    event: str, data: Mapping[str, Any], subject: Subject, visiting: Iterable[int] = ()
) -> dict[To, Bodies]:
    """Return the bodies an event concerns, by what they are to it; a word that concerns none is absent.

    `visiting` are the participants of the joint visit an event names.
    """
    if event.startswith("purses."):  # persons, whatever office they hold
        return {}
    change, about = data.get("change", {}), data.get("about", {})
    tasks, succeeded = change.get("tasks", ()), event == "cases.body_succeeded"
    found = {
        To.HOME: _some(subject.home),
        To.OWNER: _some(about.get("body") or subject.owner) if event.startswith("duties.") else _NOBODY,
        To.CALLED: _some(*(task["body"] for task in tasks if task.get("ended_at") is None)),
        To.RECALLED: _some(*(task["body"] for task in tasks if task.get("ended") == _RECALLED)),
        To.ABOVE: _NOBODY if succeeded else _some(about.get("to")),
        To.SUCCESSOR: _some(about.get("to")) if succeeded else _NOBODY,
        To.LATE: _some(about.get("body")) if event == "cases.case_escalated" else _NOBODY,
        To.VISITING: _some(*visiting) | _some(*(visit["by"] for visit in change.get("revisits", ()))),
    }
    if event.startswith("hotline."):  # another system asks for what is in hand here already
        found[To.CALLED] = _some(subject.at_work)
    for name in ("supervisions", "requests"):
        for item in change.get(name, ()):
            found[To.ANSWERING] = found.get(To.ANSWERING, _NOBODY) | _some(item["to"])
            found[To.ASKING] = found.get(To.ASKING, _NOBODY) | _some(item["by"])
    if event == "cases.clock_paused":  # who stopped his own clock knows
        stopped = _some(*(clock["body"] for clock in change.get("clocks", ())))
        granted = _some(*about.get("granted", ()))
        found[To.HOME] -= stopped - granted
        found[To.CALLED] = granted
    if event == "cases.comment_added":  # whose clocks wait for the reporter's answer
        found[To.ASKING] = _some(*(clock["body"] for clock in change.get("clocks", ())))
    for item in change.get("arbitrations", ()):
        found[To.CALLED] |= _some(item.get("handling"))
    return {to: bodies for to, bodies in found.items() if bodies}


def waits_for_reporter(data: Mapping[str, Any]) -> bool:
    """Whether a clock was stopped until the reporter does what is asked of him."""
    return bool(data.get("about", {}).get("reason") == "reporter")


def owners_told(data: Mapping[str, Any]) -> frozenset[int]:
    """Return the owners an event of a vote concerns: a unit's, or those it had on the roll and those it is to have."""
    entries = (data.get(name) or {} for name in ("before", "after"))
    return frozenset(owner for entry in (data, *entries) for owner in entry.get("owners", ()))


def _some(*bodies: int | None) -> Bodies:
    return frozenset(body for body in bodies if body is not None)
