"""Cases that sound like one, for whoever has to say what they are; the wall applies.

One of the two may be the neighbouring community's: of it one sees what whoever reports near by is shown, and no word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hemei.coordination.cases.models import Case, Likeness
from hemei.coordination.cases.queries.joined import joined_into
from hemei.coordination.cases.queries.lists import within
from hemei.coordination.cases.rows import decode_state
from hemei.coordination.cases.rules.alike import JOINABLE
from hemei.coordination.cases.rules.likeness import JOINS, may_answer, unknown
from hemei.coordination.cases.rules.likeness import Pair as Facts
from hemei.coordination.cases.rules.words import Ending, State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand

# Asked of a few pairs a case has, or of those of a community nobody has answered (`cases_likeness_open`).
_COLUMNS = (
    "l.id, c.number, c.kind, c.estate_name, c.fact_on, o.number, o.kind, o.estate_name, o.fact_on, o.state"
)
_OPEN = """
from cases_likeness l join cases_case c on c.id = l.case_id cross join lateral cases_beside(l.other_id) o
where l.answered_at is null and {here} and c.home_body_id = %(body)s and c.state = any(%(joins)s)
  and o.state = any(%(joinable)s)
"""
_OF = """
select case when c.id = m.id then 'earlier' else 'later' end, o.number, o.kind, o.estate_name, o.fact_on,
       o.state, o.ended, v.text_id, l.same, c.home_body_id, c.state, b.state, v.id is not null,
       coalesce((case when c.id = m.id then m.snapshot else v.snapshot end ->> 'round')::integer, 1) <> l.round
from cases_likeness l
  join cases_case m on m.number = %(number)s
  cross join lateral cases_beside(l.case_id) c
  cross join lateral cases_beside(l.other_id) b
  cross join lateral cases_beside(case when l.case_id = m.id then l.other_id else l.case_id end) o
  left join cases_case v on v.id = o.id
where l.case_id = (select id from cases_case where number = %(number)s)
   or l.other_id = (select id from cases_case where number = %(number)s)
order by l.same nulls first, l.id desc limit %(limit)s
"""
MOST = 20
"""So many of the cases that sound like one are shown with it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Another case that sounds like one: `earlier` or later, how it stands, its words as its own page shows them.

    `same` is what was said of the two, None where nobody has, or where the later was sent back since: then it is asked
    again. `home_id` has the later of them. `opens` says whether the reader may open it: the neighbouring community's is
    told of only.
    """

    earlier: bool
    number: str
    kind: str
    estate_name: str
    fact_on: date
    state: State
    ended: Ending | None
    words: str
    same: bool | None
    home_id: int
    may_join: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    """A later case and the earlier it sounds like, as a list shows them."""

    id: int
    number: str
    kind: str
    estate_name: str
    fact_on: date
    other: str
    other_kind: str
    other_estate: str
    other_on: date
    other_state: str


def pairs_with(number: str) -> list[Pair]:
    """Return the cases that sound like one the actor sees, those nobody has answered first; two statements at most."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, {"number": number, "limit": MOST})
        rows = cursor.fetchall()
    texts = records.open_sealed([row[7] for row in rows if row[7]]) if rows else {}
    return [
        Pair(
            earlier=row[0] == "earlier", number=row[1], kind=row[2], estate_name=row[3], fact_on=row[4],
            state=State(row[5]), ended=Ending(row[6]) if row[6] else None,
            words=texts.get(row[7]) or "", same=None if row[8] and row[13] else row[8], home_id=row[9],
            may_join=State(row[10]) in JOINS and State(row[11]) in JOINABLE, opens=row[12],
        )
        for row in rows
    ]  # fmt: skip


def named_pair(*, actor: Actor, number: str, earlier: str) -> Pair:
    """Return the case that is named as the earlier one, so that it is read before anything is joined into it.

    Raises:
        Refused: it is not there or not the actor's to see, or the two cannot be joined.
    """
    found = {one.number: one for one in Case.objects.filter(number__in=[number, earlier])}
    case, into = found.get(number), found.get(earlier)
    if case is None or into is None:
        raise Refused(unknown(earlier))
    facts = facts_of_pair(case, into, Likeness.objects.filter(case=case, other=into).first())
    demand(may_answer(facts, actor.body_id, same=True))
    words = records.open_sealed([into.text_id]) if into.text_id else {}
    return Pair(
        earlier=True, number=into.number, kind=into.kind, estate_name=into.estate_name, fact_on=into.fact_on,
        state=State(into.state), ended=None, words=words.get(into.text_id or 0) or "", same=None,
        home_id=case.home_body_id, may_join=True, opens=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A case as it is read beside what it sounds like: its words as its own page shows them, None where erased."""

    kind: str
    estate_name: str
    fact_on: date
    words: str | None


def told_in(number: str) -> Told | None:
    """Return what a case says, where the actor may read it; two statements."""
    row = Case.objects.filter(number=number).values_list("kind", "estate_name", "fact_on", "text_id").first()
    if row is None:
        return None
    kind, estate, fact_on, text = row
    return Told(kind, estate, fact_on, records.open_sealed([text]).get(text) if text else "")


def may_name(*, actor: Actor, number: str) -> bool:
    """Whether the actor's body may name an earlier case for this one: it is the body's, and nobody was sent out."""
    if actor.body_id is None:
        return False
    return Case.objects.filter(number=number, home_body_id=actor.body_id, state__in=list(JOINS)).exists()


def facts_of_pair(case: Case, into: Case, known: Likeness | None) -> Facts:
    """Return what is asked of a later and an earlier case; `known` is what was said of the two before.

    What was joined and sent back since is open again: whoever decides on the objection may say that it is the same.
    What was told apart may still be joined.
    """
    said = known is not None and known.answered_at is not None
    again = known is not None and known.same and known.round != decode_state(case.snapshot).round
    return Facts(
        number=into.number,
        home=case.home_body_id,
        other_home=into.home_body_id,
        state=State(case.state),
        other_state=State(into.state),
        answered=said and not again,
        apart=known is not None and known.same is False,
        itself=into.pk == case.pk,
        after=into.pk > case.pk,
        into=_where_in_hand(into),
    )


def _where_in_hand(case: Case) -> str:
    """Return the number of the case that one was joined into; empty where there is none the reader may see."""
    if State(case.state) in JOINABLE:
        return ""
    there = Case.objects.filter(pk__in=joined_into([case.pk]).values())
    return there.values_list("number", flat=True).first() or ""


def open_pairs(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[PairRow]:
    """Return the pairs the actor's body has to answer, the newest first, those before an id; one statement."""
    if actor.body_id is None or not actor.places:
        return []
    asked, values = _open(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} {asked} and (%(before)s::bigint is null or l.id < %(before)s)"
            " order by l.id desc limit %(limit)s",
            {**values, "before": before, "limit": limit},
        )
        return [PairRow(*row) for row in cursor.fetchall()]


def open_pairs_count(*, actor: Actor) -> records.Lines[int]:
    """Return how many there are, nothing where none is; one statement, none for whoever has no body in a place."""
    if actor.body_id is None or not actor.places:
        return records.Lines()
    asked, values = _open(actor)
    return records.lines(f"select count(*) {asked} having count(*) > 0", values, int)


def _open(actor: Actor) -> tuple[str, dict[str, Any]]:
    here, ends = within(actor, "l.scope")
    values: dict[str, Any] = {
        "body": actor.body_id,
        "joins": [state.value for state in JOINS],
        "joinable": [state.value for state in JOINABLE],
    }
    return _OPEN.format(here=here), values | ends
