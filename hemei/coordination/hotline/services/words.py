"""Kinds: the register's own names, then what a person of the office said; a text suggests and never decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.queries.systems import system_of
from hemei.coordination.hotline.queries.words import kinds_listed, kinds_told, office_of
from hemei.coordination.hotline.rules.acts import Act, may
from hemei.coordination.hotline.rules.words import Of
from hemei.ground.places.queries.finding import Estates
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.registers import Row
from hemei.kernel.workdays import shanghai_day

UNKNOWN_KIND = "kind_unknown"


class KindWords:
    """What a system's words for kinds mean in a run."""

    def __init__(self, system: str, actor: Actor, today: date) -> None:
        self.today = today
        listed = kinds_listed(today)
        self.known: dict[str, str] = {name: code for code, name in listed} | {
            code: code for code, _ in listed
        }
        self.known |= kinds_told(system, actor)
        self.reasons: dict[str, Reason] = {}

    def find(self, row: Row, written: records.Written) -> str | None:
        """Return the kind of an order; an empty cell is nobody's word, an unknown one is refused until it is told."""
        said = row.values["kind"]
        if said is None:
            return cases.OTHER_KIND
        kind = self.known.get(said)
        if kind is None:
            written.refuse(row, "kind", said, self._unknown(said, row.values["text"]))
        return kind

    def _unknown(self, said: str, text: str) -> Reason:
        """Say that nobody told this word yet, with what it and the first text under it suggest."""
        if said not in self.reasons:
            listed = cases.listed_on(self.today)
            likely = cases.suggested_kinds(f"{said}，{text}", listed, day=self.today)
            self.reasons[said] = Reason(
                mark("这个类别还没有对照过。"),
                {"codes": " ".join(one.problem.code for one in likely)},
                mark("请在这个文件的“待对照”里选定一次；系统记住，下次不再问。"),
                code=UNKNOWN_KIND,
            )
        return self.reasons[said]


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of words: kinds by their codes, estates as the register calls them."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    estates: Mapping[str, str] = field(default_factory=dict)


def tell_words(*, actor: Actor, now: datetime, system: str, told: Told) -> int:
    """Remember what a system's words mean for the actor's office; return how many. The caller has bound him.

    Raises:
        Refused: not his to say, no such kind, or no such estate; nothing is kept then.
    """
    demand(may(actor.role, Act.DECIDE))
    kinds = {cases.OTHER_KIND, *(code for code, _ in kinds_listed(shanghai_day(now)))}
    sites, reasons, rows = Estates(actor), [], []
    scope = office_of(actor)
    for said, code in told.kinds.items():
        if code not in kinds:
            reasons.append(
                Reason(mark("没有这个类别。"), {}, mark("请重新选择。"), f"{Of.KIND}:{said}", "no_kind")
            )
        rows.append(Word(of=Of.KIND.value, said=said, kind=code))
    for said, name in told.estates.items():
        site = sites.find(name)
        if isinstance(site, Reason):
            reasons.append(Reason(site.text, site.values, site.remedy, f"{Of.ESTATE}:{said}", site.code))
        else:
            rows.append(Word(of=Of.ESTATE.value, said=said, estate_id=site.id))
    if reasons:
        raise Refused(Decision.no(*reasons))
    _keep(actor, now, system, scope, rows)
    return len(rows)


def tell_words_of(*, actor: Actor, now: datetime, row: record.ImportRow, told: Told) -> int:
    """Remember what the words of a file mean and let it be checked again by that; return how many were told.

    Raises:
        Refused: as :func:`tell_words` does, nothing is said at all, or the file is beyond its check.
    """
    if not told.kinds and not told.estates:
        raise Refused.because(
            mark("还没有指明任何一个。"), remedy=mark("请至少指明一个再保存。"), code="nothing"
        )
    count = tell_words(actor=actor, now=now, system=system_of(row.register), told=told)
    records.ask_for_check(actor=actor, now=now, import_id=row.id)
    return count


def _keep(actor: Actor, now: datetime, system: str, scope: str, rows: list[Word]) -> None:
    stream = f"hotline.words:{scope}{system}"
    for row in rows:
        row.stream, row.scope, row.source, row.decided_at = stream, scope, system, now
    Word.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope", "source", "of", "said"],
        update_fields=["kind", "estate", "decided_at"],
    )
    if rows:
        data = {
            "source": system,
            "kinds": sorted({row.kind for row in rows if row.kind}),
            "estates": sorted({row.estate_id for row in rows if row.estate_id}),
        }
        records.record_event(
            stream=stream, type="hotline.words_told", actor=actor, at=now, scope=scope, data=data
        )
