"""What was reported before and sounds the same: shown to whoever reports, before a second case is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from hemei.coordination.cases.facts import law_of, listed_on
from hemei.coordination.cases.queries.kinds import suggested_kinds
from hemei.coordination.cases.rows import id_of
from hemei.coordination.cases.rules.alike import JOINABLE, Said, likely, said, telling
from hemei.coordination.cases.rules.spots import building_of, named_building
from hemei.coordination.cases.rules.standards import ResponsibilityList
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
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
    spot_has: frozenset[str]
    words: str = ""


_COLUMNS = """
number, kind, estate_name, here, state, reported_at, scope, text_id, its, spot, following, tokens, spot_tokens
"""
_ALIKE = f"select {_COLUMNS} from cases_alike(%s, %s, %s, %s, %s, %s, %s)"
_OWN = f"select {_COLUMNS} from cases_own_running(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A report as others are held against it: the place's token, its kind, what happened, and where in the place."""

    token: str
    kind: str
    text: str
    spot: str = ""


def likely_cases(*, actor: Actor, now: datetime, told: Reported, key: str = "") -> list[Likely]:
    """Return the earlier cases near a place that a new report may be about, the likest first.

    Of its kind and of those not yet said; without a kind, of those the text sounds like. A form whose key went through
    is like nothing but itself. What a resident reported himself, of the kind and in the estate, and is being worked on,
    comes first however he words it. One statement, for a resident two, and one more where the actor may read the words
    of a case it found.
    """
    today = shanghai_day(now)
    rule = law_of(today).checks.duplicate
    if not telling(records.pairs_of(told.text)) or not told.token.isalnum():
        return []
    mine, found = _found(told, today, key)
    alike = likely(mine, found, rule)
    if actor.role is Role.RESIDENT:
        own = _own_running(told.token, sorted(mine.usual), key)
        numbers = {one.number for one in own}
        alike = [*own, *(one for one in alike if one.number not in numbers)][: rule.most]
    return _with_words(actor, alike)


def _own_running(token: str, kinds: Sequence[str], key: str) -> list[Likely]:
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [token, list(kinds), [state.value for state in JOINABLE], key])
        return [_likely_of(row, {}) for row in cursor.fetchall()]


def likely_before(*, number: str, now: datetime, told: Reported) -> list[Likely]:
    """Return the earlier cases that a case on record may be about, in its estate and those beside it, the likest first.

    One statement, and one more for a case without a kind. Some may be another community's.
    """
    today = shanghai_day(now)
    if not telling(records.pairs_of(told.text)) or not told.token.isalnum():
        return []
    mine, found = _found(told, today, "")
    own = id_of(number)
    earlier = [one for one in found if id_of(one.number) < own]
    return likely(mine, earlier, law_of(today).checks.duplicate)


def _found(told: Reported, today: date, key: str) -> tuple[Said, list[Likely]]:
    """Return the report as it is held against others, and what the door finds near; one statement."""
    rule, listed = law_of(today).checks.duplicate, listed_on(today)
    meant = [told.kind] if told.kind != OTHER_KIND else _meant(told.text, listed, today)
    usual = {one: usual_pairs(listed, one) for one in meant}
    mine = said(
        records.pairs_of(told.text),
        rule,
        usual,
        spot=records.pairs_of(told.spot),
        building=named_building(told.spot),
    )
    kinds = {*meant, OTHER_KIND}
    wanted = {token: pair for pair in mine.asked for token in records.tokens_wanted([pair])}
    since, states = today - timedelta(days=rule.days), [state.value for state in JOINABLE]
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [told.token, sorted(kinds), states, sorted(wanted), since, rule.metres, key])
        rows = cursor.fetchall()
    return mine, [_likely_of(row, wanted) for row in rows]


def _likely_of(row: Sequence[Any], wanted: Mapping[int, str]) -> Likely:
    has, spot_has = (frozenset(wanted[token] for token in tokens) for tokens in row[11:])
    return Likely(*(*row[:9], building_of(row[9]), row[10], has, spot_has))


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
