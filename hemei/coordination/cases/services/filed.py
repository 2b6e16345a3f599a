"""Cases that another system took and hands over in a file: each with its own first event, written by the thousand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import connection

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import facts_of, law_of
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide_filed
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import Channel
from hemei.coordination.cases.services.bulk import CALLER, PHONE, Told, ToldAct, write_told
from hemei.ground.clocks import queries as clocks
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard

# In the order they are written; what belongs to a case says so by its stream.
_TABLES = ("records_sealed", "records_gram", "cases_case", "records_access", "clocks_deadline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a row of such a file says. Without an estate it lies elsewhere in the community of `scope`.

    `about` stands in the first event: which system, which number there. Name and phone are the caller's.
    """

    channel: Channel
    scope: str
    estate_id: int | None
    place_name: str
    kind: str
    fact_on: date
    text: str
    spot: str = ""
    phone: str = ""
    name: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Filing:
    """Decides such rows one by one and writes them together; keeps what it looked up of the places of a run."""

    actor: Actor
    now: datetime
    places: dict[str, Facts] = field(default_factory=dict)

    def decide(self, filed: Filed) -> Told:
        """Return the case a row would open; raises Refused."""
        act = acts.Report(
            channel=filed.channel,
            scope=filed.scope,
            place=filed.estate_id,
            place_name=filed.place_name,
            kind=filed.kind,
            fact_on=filed.fact_on,
            contact=bool(filed.phone),
            text=filed.text,
            spot=filed.spot,
        )
        decided = decide_filed(act, dict(filed.about), Viewer(self.actor), self._facts(filed), self.now)
        texts = {"text": filed.text, "spot": filed.spot, PHONE: filed.phone, CALLER: filed.name}
        texts = {name: text for name, text in texts.items() if text}
        told = ToldAct(self.actor, decided.event, decided.references, texts)
        return Told((told,), decided.after)

    def _facts(self, filed: Filed) -> Facts:
        try:
            law = law_of(filed.fact_on)
        except NoStandard:
            raise Refused.because(
                mark("发生日期{day}太早，当时还没有适用的标准"),
                remedy=mark("请核对日期"),
                field="fact_on",
                code="date_early",
                day=filed.fact_on.isoformat(),
            ) from None
        known = self.places.get(filed.scope)
        if known is None:
            known = facts_of(scope=filed.scope, fact_on=filed.fact_on, now=self.now)
            self.places[filed.scope] = known
        return known if known.law is law else replace(known, law=law)

    def write(self, told: Sequence[Told]) -> list[int]:
        """Write decided cases and return their ids; the caller has bound an actor who sees their places."""
        return write_told(stories=told, working=clocks.working_time(now=self.now))


def rows_of_cases(ids: Sequence[int]) -> dict[str, list[int]]:
    """Return, table by table in the order they were written, the rows that belong to fresh cases."""
    streams = [rows.stream_of(number) for number in ids]
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"select id from {table} where stream = any(%s) order by id", [streams])
            found[table] = [number for (number,) in cursor.fetchall()]
    return found
