"""A spending of an estate as its owners watch it: a payment of the joint account or a use of the fund."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.funds import queries as funds
from hemei.community.ledgers import queries as ledgers
from hemei.community.purses import queries as purses
from hemei.coordination.disclosure.queries.questions import QuestionRow, said_of, texts_of
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.watching import stage_of
from hemei.coordination.disclosure.rules.words import Stage
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.ground.records.queries import FileRow
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Spending:
    """A spending: `order` is a payment of the joint account, `use` a use of the fund; one of them is there."""

    stream: str
    estate_id: int
    order: purses.ShownOrder | None = None
    use: funds.UseRow | None = None

    @property
    def stage(self) -> Stage:
        """When it is watched now: a payment is carried out once it is approved, works once they began."""
        if self.use is not None:
            return stage_of(decided=self.use.begun_on is not None, paid=self.use.state is funds.State.PAID)
        state = self.order.state if self.order is not None else None
        carried_out = {purses.OrderState.APPROVED, purses.OrderState.FILED}
        return stage_of(decided=state in carried_out, paid=state is purses.OrderState.PAID)


@dataclass(frozen=True, slots=True)
class Watched:
    """A spending with who agreed to it, its papers, and what was said of it; `files` only for who may read them."""

    estate: str
    spending: Spending
    words: dict[int, str]
    names: dict[int, str]
    resolution: str
    files: tuple[FileRow, ...]
    rows: tuple[QuestionRow, ...]
    texts: dict[int, str]
    filing: funds.FilingRow | None = None
    given_up: tuple[tuple[str, str], ...] = ()
    """What is told of works that were cleared and are not built: what each is called, and it."""


def spendings(streams: Collection[str]) -> dict[str, Spending]:
    """Return what these streams are, those that are spendings; three statements. The caller has opened the place."""
    orders, uses = purses.shown_orders(streams), funds.shown_uses(streams)
    found = {stream: Spending(stream, one.estate_id, order=one) for stream, one in orders.items()}
    return found | {stream: Spending(stream, one.estate_id, use=one) for stream, one in uses.items()}


def own_spendings(
    estate_id: int, *, actor: Actor, now: datetime, after: tuple[date, int] | None = None, limit: int = 30
) -> tuple[list[ledgers.OwnEntry], dict[str, Spending], dict[int, str]]:
    """Return the latest lines of an own estate's books, which of them are spendings, and what payments are for.

    Nothing of any other's.
    """
    rows = ledgers.own_entries(estate_id, actor=actor, now=now, after=after, limit=limit)
    with opened(actor, places.city().path):
        found = spendings({one.row.source_stream for one in rows})
        return rows, found, _purposes(one.order for one in found.values() if one.order is not None)


def _purposes(orders: Iterable[purses.ShownOrder]) -> dict[int, str]:
    """Return what payments are for, by vault id; one statement, the caller has opened the place."""
    opens = records.open_sealed([order.purpose_id for order in orders])
    return {number: text or "" for number, text in opens.items()}


MOST_ON_THE_WAY = 50
"""So many payments and so many uses of one estate are shown, the latest."""


def on_the_way(estate_id: int, *, actor: Actor, on: date) -> tuple[list[Spending], dict[int, str]]:
    """Return what is on its way in an own estate, uses of the fund first, with the words of the vault to tell it.

    Payments from the first approval asked to the bank's transfer, uses from the plan to the payment: owners watch a
    spending before and during it, not only when it stands in the books. Nothing of an estate where he has no home.
    """
    if not any(home.estate_id == estate_id for home in people.own_homes(actor, on=on)):
        return [], {}
    with opened(actor, places.city().path):
        uses = funds.uses_on_the_way(estate_id, limit=MOST_ON_THE_WAY)
        orders = purses.orders_on_the_way(estate_id, limit=MOST_ON_THE_WAY)
        words = _purposes(orders.values())
    found = [Spending(stream, one.estate_id, use=one) for stream, one in uses.items()]
    found += [Spending(stream, one.estate_id, order=one) for stream, one in orders.items()]
    return found, words


def may_watch(actor: Actor) -> bool:
    """Whether the actor's role looks at spendings: who watches them, and who sees what is disclosed."""
    return may(actor, Act.WATCH).allowed or may(actor, Act.SEE).allowed


def watched(estate_id: int, stream: str, *, actor: Actor, on: date, now: datetime) -> Watched | None:
    """Return a spending of an estate that is one's own, or in one's charge; None for any other.

    An owner may read the vouchers of what his estate spent (interpretation on building ownership, art. 13); who only
    lives there reads who agreed, not the papers.
    """
    owner = _reads(estate_id, actor, on)
    if owner is None:
        return None
    with opened(actor, places.city().path):
        found = spendings([stream]).get(stream)
        if found is None or found.estate_id != estate_id:
            return None
        [shape] = places.shapes_of([estate_id])
        rows = tuple(said_of([stream]))
        order = found.order
        return Watched(
            shape.name, found, _words(order, owner=owner), _names(order, now), _resolution(order),
            tuple(records.files_of([stream])) if owner else (), rows, texts_of(rows),
            funds.shown_filing(found.use.id) if found.use is not None else None,
            tuple(funds.giving_up_facts(found.use)) if found.use is not None else (),
        )  # fmt: skip


def _reads(estate_id: int, actor: Actor, on: date) -> bool | None:
    """Return whether the actor may read the papers too; None where he may read nothing."""
    if not may_watch(actor):
        return None
    if actor.role is Role.RESIDENT:
        homes = [home for home in people.own_homes(actor, on=on) if home.estate_id == estate_id]
        return any(home.owner for home in homes) if homes else None
    return True if places.estate(estate_id, actor=actor) is not None else None


def _words(order: purses.ShownOrder | None, *, owner: bool) -> dict[int, str]:
    if order is None:
        return {}
    wanted = [order.purpose_id, order.basis_text_id, order.payee_id if owner else None]
    return {
        number: text or "" for number, text in records.open_sealed([one for one in wanted if one]).items()
    }


def _names(order: purses.ShownOrder | None, now: datetime) -> dict[int, str]:
    if order is None:
        return {}
    return {
        number: row.name
        for number, row in people.persons({one.person_id for one in order.agreed}, now=now).items()
    }


def _resolution(order: purses.ShownOrder | None) -> str:
    if order is None or order.assembly_id is None or order.vote_id is None:
        return ""
    return purses.resolution_title(order.assembly_id, order.vote_id, order.scope)
