"""When a row of a file likely means somebody who is on record in the same unit under another number or writing."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.kernel.decision import mark
from hemei.kernel.registers.likeness import loose

NAME, PHONE = "name", "phone"
UNIT_LIKENESSES = {
    NAME: mark("同一套房屋，姓名相同，号码没有对上"),
    PHONE: mark("同一套房屋，电话相同，姓名写法不同"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A person as a row or the register has him; a number may be missing."""

    name: str
    phone: str | None = None
    identity: str | None = None


def likeness(row: Known, person: Known) -> str:
    """Return in what a row is like a person who holds or lives in its unit, or nothing.

    The caller has not found the row's person by number in this unit at this time. Two with identity numbers of
    their own may share a phone: a family does.
    """
    if loose(row.name) == loose(person.name):
        return NAME
    two = row.identity is not None and person.identity is not None
    return PHONE if row.phone is not None and row.phone == person.phone and not two else ""
