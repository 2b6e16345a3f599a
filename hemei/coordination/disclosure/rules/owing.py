"""Who owes a disclosure, and an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hemei.coordination.disclosure.rules.standards import BeforeHandover, DisclosureCalendar, SubjectItem
from hemei.coordination.disclosure.rules.words import Owed, Subject


@dataclass(frozen=True, slots=True)
class There:
    """The bodies that could owe something of an estate on a day, and since when its assembly has its fund, if it has.

    Before that day the authority keeps the fund, reconciles it with the bank and publishes it (the Measures on the
    maintenance fund, article 30).
    """

    bodies: Mapping[Owed, int]
    handed_over_on: date | None = None

    def says(
        self, calendar: DisclosureCalendar, subject: Subject, until: date
    ) -> SubjectItem | BeforeHandover:
        """Return what says who owes a subject for a period that ends before a day; the fund's is of who had it then."""
        handed_over = self.handed_over_on is not None and self.handed_over_on < until
        return calendar.owing(subject, handed_over=handed_over)

    def in_order(self, calendar: DisclosureCalendar, subject: Subject, until: date) -> dict[Owed, int]:
        """Return who of them could owe it, in the order of what says so."""
        order = map(Owed, self.says(calendar, subject, until).owed_by)
        return {one: self.bodies[one] for one in order if one in self.bodies}

    def sets(self, body: int) -> int | None:
        """Return the community that sets what a body owes; None of the authority, which stands above it."""
        return None if body == self.bodies.get(Owed.AUTHORITY) else self.bodies.get(Owed.COMMUNITY)


def is_wrongly_put_down(order: Mapping[Owed, int], *, of_authority: bool) -> bool:
    """Whether what only the authority may owe is put down on another, as it was before the rule was read so.

    `of_authority` is whether it is put down on a body that is the authority or was: what it was late with stays its.
    """
    return order.keys() == {Owed.AUTHORITY} and not of_authority


def owed_by(order: Mapping[Owed, int]) -> int | None:
    """Return who owes a disclosure: the first of its order that is there; None where nobody is."""
    return next(iter(order.values()), None)


def acting_now(order: Mapping[Owed, int], body: int) -> int:
    """Return who acts for a disclosure now: who owes it, while he is there; then the first of its order that is.

    The community only holds what nobody else of the order is there for: it gives it to who comes later. Who stands
    outside the order acts for nothing. Where nobody of it is there it stays where it was.
    """
    if body in order.values() and body != order.get(Owed.COMMUNITY):
        return body
    return next(iter(order.values()), body)
