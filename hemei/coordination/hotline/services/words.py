"""Kinds: the register's own names, then what a person of the office said; a text suggests and never decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline.models import Word
from hemei.coordination.hotline.queries.systems import system_of
from hemei.coordination.hotline.queries.words import (
    kinds_listed,
    kinds_on,
    kinds_told,
    office_of,
    waiting_words,
)
from hemei.coordination.hotline.rules.acts import Act, may
from hemei.coordination.hotline.rules.words import Of
from hemei.ground.places.queries.finding import Estates
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark
from hemei.kernel.registers import Row
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day

UNKNOWN_KIND = "kind_unknown"


class KindWords:
    """What a system's words for kinds mean in a run; a kind that the order's day has no line for is unknown again."""

    def __init__(self, system: str, actor: Actor, today: date) -> None:
        self.today = today
        listed = kinds_listed(today)
        self.known: dict[str, str] = {name: code for code, name in listed} | {
            code: code for code, _ in listed
        }
        self.known |= kinds_told(system, actor)
        self.reasons: dict[tuple[str, date, bool], Reason] = {}

    def find(self, row: Row, written: records.Written) -> str | None:
        """Return the kind of an order; an empty cell is nobody's word, an unknown one is refused until it is told."""
        said = row.values["kind"]
        if said is None:
            return cases.OTHER_KIND
        kind, day = self.known.get(said), shanghai_day(row.values["received_at"])
        if kind is None or not self._stands(kind, day):
            written.refuse(
                row, "kind", said, self._unknown(said, row.values["text"], day, told=kind is not None)
            )
            return None
        return kind

    @staticmethod
    def _stands(kind: str, day: date) -> bool:
        """Whether a kind is on the list of a day; of a day without one the case itself says what is wrong."""
        try:
            return kind == cases.OTHER_KIND or kind in dict(kinds_listed(day))
        except NoStandard:
            return True

    def _unknown(self, said: str, text: str, day: date, *, told: bool) -> Reason:
        """Say that nobody told this word yet, or a kind that day knew not; with what it and the text suggest."""
        key = (said, day, told)
        if key not in self.reasons:
            likely = cases.suggested_kinds(f"{said}，{text}", cases.listed_on(self.today), day=self.today)
            self.reasons[key] = Reason(
                mark("这个类别以前对照的，受理那天的职责清单里没有。")
                if told
                else mark("这个类别还没有对照过。"),
                {
                    "codes": " ".join(one.problem.code for one in likely),
                    "few": " ".join(one.problem.code for one in likely if one.few),
                    "day": day.isoformat(),
                },
                mark("请在这个文件的“待对照”里选定一次；系统记住，下次不再问。"),
                code=UNKNOWN_KIND,
            )
        return self.reasons[key]


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of words: kinds by their codes, estates as the register calls them."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    estates: Mapping[str, str] = field(default_factory=dict)


def tell_words(*, actor: Actor, now: datetime, system: str, told: Told, days: Iterable[date] = ()) -> int:
    """Remember what a system's words mean for the actor's office; return how many. The caller has bound him.

    A kind stands on the list of today, or of one of the `days` on which the orders were taken.

    Raises:
        Refused: not his to say, no such kind, or no such estate; nothing is kept then.
    """
    demand(may(actor.role, Act.DECIDE))
    lists = [kinds_on([day]) for day in {shanghai_day(now), *days}]
    kinds = {cases.OTHER_KIND, *(code for listed in lists for code, _ in listed)}
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
    days = {day for one in waiting_words(row.id, actor=actor) for day in one.days}
    count = tell_words(actor=actor, now=now, system=system_of(row.register), told=told, days=days)
    records.ask_for_check(actor=actor, now=now, import_id=row.id)
    return count


@records.whole
def drop_word(*, actor: Actor, now: datetime, word_id: int) -> None:
    """Forget what a word means; the next file that says it asks again. The caller has bound the actor.

    Raises:
        Refused: not his to say, or his office remembers no such word.
    """
    demand(may(actor.role, Act.DECIDE))
    row = Word.objects.select_for_update().filter(scope=office_of(actor), pk=word_id).first()
    if row is None:
        raise Refused.because(mark("没有这个对照，或者已经取消。"), code="no_word")
    data = {"source": row.source, "kind": row.kind, "estate": row.estate_id}
    stream, scope = row.stream, row.scope
    row.delete()
    records.record_event(
        stream=stream, type="hotline.word_dropped", actor=actor, at=now, scope=scope, data=data
    )


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
