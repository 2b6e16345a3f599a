"""What was reported before and sounds the same: shown to whoever reports, before a second case is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection

from hemei.coordination.cases.facts import law_of, listed_on
from hemei.coordination.cases.queries.kinds import suggested_kinds
from hemei.coordination.cases.rows import id_of
from hemei.coordination.cases.rules.alike import JOINABLE, Said, likely, said, telling
from hemei.coordination.cases.rules.spots import building_of
from hemei.coordination.cases.rules.standards import ResponsibilityList
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Likely:
    """An earlier case that may be the same, without a word of its reporter's.

    `spot` is the building, gate or garage where it lies, without unit and floor, empty where none is said; `following`
    how many follow it beside its reporter. `words` is its report, numbers masked, for whom it is anyway open.
    """

    number: str
    kind: str
    estate_name: str
    here: bool
    state: str
    reported_at: datetime
    scope: str
    text_id: int | None
    its: int
    spot: str
    following: int
    has: frozenset[str]
    words: str = ""


_ALIKE = """
select number, kind, estate_name, here, state, reported_at, scope, text_id, its, spot, following, tokens
from cases_alike(%s, %s, %s, %s, %s, %s, %s)
"""


def likely_cases(
    *, actor: Actor, now: datetime, token: str, kind: str, text: str, key: str = ""
) -> list[Likely]:
    """Return the earlier cases near a place that a new report may be about, the likest first.

    Of its kind and of those not yet said; without a kind, of those the text sounds like. A form whose key went through
    is like nothing but itself. One statement, and one more where the actor may read the words of a case it found.
    """
    today = shanghai_day(now)
    rule = law_of(today).checks.duplicate
    pairs = records.pairs_of(text)
    if not telling(pairs) or not token.isalnum():
        return []
    mine, found = _found(pairs, text, kind, token, today, key)
    return _with_words(actor, likely(mine, found, rule))


def likely_before(*, number: str, now: datetime, token: str, kind: str, text: str) -> list[Likely]:
    """Return the earlier cases that a case on record may be about, in its estate and those beside it, the likest first.

    One statement, and one more for a case without a kind. Some may be another community's.
    """
    today = shanghai_day(now)
    pairs = records.pairs_of(text)
    if not telling(pairs) or not token.isalnum():
        return []
    mine, found = _found(pairs, text, kind, token, today, "")
    own = id_of(number)
    earlier = [one for one in found if id_of(one.number) < own]
    return likely(mine, earlier, law_of(today).checks.duplicate)


def _found(
    pairs: Iterable[str], text: str, kind: str, token: str, today: date, key: str
) -> tuple[Said, list[Likely]]:
    """Return the text as it is held against others, and what the door finds near; one statement."""
    rule, listed = law_of(today).checks.duplicate, listed_on(today)
    meant = [kind] if kind != OTHER_KIND else _meant(text, listed, today)
    mine = said(frozenset(pairs), rule, {one: usual_pairs(listed, one) for one in meant})
    kinds = {*meant, OTHER_KIND}
    wanted = {token: pair for pair in mine.asked for token in records.tokens_wanted([pair])}
    states = [state.value for state in JOINABLE]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            [
                token,
                sorted(kinds),
                states,
                sorted(wanted),
                today - timedelta(days=rule.days),
                rule.metres,
                key,
            ],
        )
        rows = cursor.fetchall()
    return mine, [
        Likely(*(*row[:9], building_of(row[9]), row[10], frozenset(wanted[token] for token in row[11])))
        for row in rows
    ]


def _meant(text: str, listed: ResponsibilityList, day: date) -> list[str]:
    return [one.problem.code for one in suggested_kinds(text, listed, day=day)]


@lru_cache(maxsize=256)
def _usual_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(pair for word in words for pair in records.pairs_of(word))


def usual_pairs(listed: ResponsibilityList, kind: str) -> frozenset[str]:
    """Return the pairs by which the list knows a kind: every report of it has some, so they tell little apart."""
    row = next((one for one in listed.problem if one.code == kind), None)
    if row is None:
        return frozenset()
    return _usual_of(
        (row.name, *row.words, *(word for one in row.variant for word in (one.name, *one.words)))
    )


def _with_words(actor: Actor, found: Sequence[Likely]) -> list[Likely]:
    own = [one.text_id for one in found if one.text_id and actor.covers(one.scope)]
    texts = records.open_sealed(own)
    return [replace(one, words=records.masked(texts.get(one.text_id or 0) or "")) for one in found]
