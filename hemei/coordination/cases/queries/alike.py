"""What was reported before and sounds the same: shown to whoever reports, before a second case is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection

from hemei.coordination.cases.facts import law_of, listed_on
from hemei.coordination.cases.queries.kinds import suggested_kinds
from hemei.coordination.cases.rules.alike import JOINABLE, likely, telling
from hemei.coordination.cases.rules.words import OTHER_KIND
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class Likely:
    """An earlier case that may be the same. `words` is its report, numbers masked, for whom it is anyway open."""

    number: str
    kind: str
    estate_name: str
    here: bool
    state: str
    reported_at: datetime
    scope: str
    text_id: int | None
    its: int
    shared: int
    words: str = ""


_ALIKE = """
select number, kind, estate_name, here, state, reported_at, scope, text_id, its, shared
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
    said = telling(records.pairs_of(text))
    if not said or not token.isalnum():
        return []
    kinds = {kind, OTHER_KIND}
    if kind == OTHER_KIND:
        kinds |= {one.problem.code for one in suggested_kinds(text, listed_on(today), day=today)}
    wanted = records.tokens_wanted(said)
    states = [state.value for state in JOINABLE]
    with connection.cursor() as cursor:
        cursor.execute(
            _ALIKE,
            [token, sorted(kinds), states, wanted, today - timedelta(days=rule.days), rule.metres, key],
        )
        found = [Likely(*row) for row in cursor.fetchall()]
    return _with_words(actor, likely(len(said), found, rule))


def _with_words(actor: Actor, found: Sequence[Likely]) -> list[Likely]:
    own = [one.text_id for one in found if one.text_id and actor.covers(one.scope)]
    texts = records.open_sealed(own)
    return [replace(one, words=records.masked(texts.get(one.text_id or 0) or "")) for one in found]
