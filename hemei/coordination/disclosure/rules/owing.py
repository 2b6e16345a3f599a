"""Who owes a disclosure, and an answer."""

from __future__ import annotations

from collections.abc import Mapping

from hemei.coordination.disclosure.rules.standards import SubjectItem
from hemei.coordination.disclosure.rules.words import Owed


def owed_by(item: SubjectItem, there: Mapping[Owed, int]) -> tuple[Owed, int] | None:
    """Return who owes a disclosure of a subject: the first of its order that is there; None where nobody is."""
    return next(iter(_in_order(item, there).items()), None)


def _in_order(item: SubjectItem, there: Mapping[Owed, int]) -> dict[Owed, int]:
    return {one: there[one] for one in item.owed if one in there}


def acting_now(item: SubjectItem, there: Mapping[Owed, int], body: int) -> int:
    """Return who acts for a disclosure now: who owes it, while he is there; then the first of its order that is.

    The community only holds what nobody else of the order is there for: it gives it to who comes later. Who stands
    outside the order acts for nothing. Where nobody of it is there it stays where it was.
    """
    bodies = list(_in_order(item, there).values())
    if body in bodies and body != there.get(Owed.COMMUNITY):
        return body
    return bodies[0] if bodies else body
