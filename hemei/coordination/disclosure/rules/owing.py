"""Who owes a disclosure, and an answer."""

from __future__ import annotations

from collections.abc import Mapping

from hemei.coordination.disclosure.rules.standards import SubjectItem
from hemei.coordination.disclosure.rules.words import Owed


def owed_by(item: SubjectItem, there: Mapping[Owed, int]) -> tuple[Owed, int] | None:
    """Return who owes a disclosure of a subject: the first of its order that is there; None where nobody is."""
    for one in item.owed:
        if one in there:
            return one, there[one]
    return None


def acting_now(item: SubjectItem, there: Mapping[Owed, int], body: int) -> int:
    """Return who acts for a disclosure now: who owes it, while he is there; then the first of its order that is.

    Where nobody is there it stays where it was.
    """
    if body in there.values():
        return body
    found = owed_by(item, there)
    return found[1] if found else body
