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

    The community only holds what nobody else is there for: it gives it to a company or committee that comes later.
    Where nobody is there it stays where it was.
    """
    if body in there.values() and body != there.get(Owed.COMMUNITY):
        return body
    found = owed_by(item, there)
    return found[1] if found else body


def may_pass(there: Mapping[Owed, int], body: int) -> bool:
    """Whether somebody else may act for what a body owes: it is gone, or the community and not alone any more."""
    return body not in there.values() or (body == there.get(Owed.COMMUNITY) and len(there) > 1)
