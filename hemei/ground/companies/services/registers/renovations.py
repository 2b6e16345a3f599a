"""Renovations from a file: new ones are entered, known ones carried on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemei.ground.companies.models import Renovation
from hemei.ground.companies.rules.renovations import RenovationDraft, may_enter_renovation
from hemei.ground.companies.services.keeping import fact_event, told
from hemei.ground.companies.services.registers.placing import placed, refused
from hemei.ground.companies.services.renovations import changes_of, first_event, mode_named, renovation_of
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


def renovation_writer() -> RenovationWriter:
    """Begin a run."""
    return RenovationWriter()


@dataclass
class RenovationWriter:
    """Writes renovations; keeps the estates of the run."""

    estates: Estates | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of renovations."""
        self.estates = self.estates or Estates(work.actor)
        written = records.Written()
        found = placed(self.estates, rows, written)
        known = _known(site.id for _, site in found)
        fresh: list[Renovation] = []
        for row, site in found:
            _place(work, row, site, known.setdefault(site.id, []), fresh, written)
        for number, entered in zip(records.next_ids("companies_renovation", len(fresh)), fresh, strict=True):
            entered.pk = number
        records.insert_rows(fresh)
        written.add("companies_renovation", [entered.pk for entered in fresh])
        written.new += len(fresh)
        events = (first_event(entered, work.now, work.source) for entered in fresh)
        records.record_many((event, work.actor) for event in events)
        return written


def _known(estate_ids: Iterable[int]) -> dict[int, list[Renovation]]:
    found: dict[int, list[Renovation]] = {}
    rows = Renovation.objects.select_for_update().filter(estate_id__in=set(estate_ids), voided_at=None)
    for row in rows:
        found.setdefault(row.estate_id, []).append(row)
    return found


def _place(
    work: records.Work,
    row: Row,
    site: Site,
    known: list[Renovation],
    fresh: list[Renovation],
    written: records.Written,
) -> None:
    """Find the renovation a row means, or note it as new; an empty cell says nothing."""
    own = next((one for one in known if one.planned_on == row.values["planned_on"]), None)
    draft = _draft(row, site, own)
    decision = may_enter_renovation(Role.SYSTEM, draft, stands_since=site.valid_from, today=work.today)
    if refused(decision, row, {}, written):
        return
    wanted = renovation_of(draft, site.stream, site.scope)
    other = next((one for one in known if one is not own and _meet(one, wanted)), None)
    if other is not None:
        reason = Reason(_OVERLAP, {"day": other.planned_on.isoformat()}, _FINISH_FIRST, code="overlap")
        written.refuse(row, "planned_on", wanted.planned_on.isoformat(), reason)
    elif own is None:
        known.append(wanted)
        fresh.append(wanted)
    elif own.pk is None:
        written.refuse(row, "planned_on", wanted.planned_on.isoformat(), _TWICE)
    else:
        _carry_on(work, own, wanted, written)


def _draft(row: Row, site: Site, own: Renovation | None) -> RenovationDraft:
    values = row.values
    if own is None:
        return RenovationDraft(
            site.id, values["planned_on"], values["begun_on"], values["finished_on"], values["mode_after"]
        )
    return RenovationDraft(
        site.id,
        own.planned_on,
        values["begun_on"] or own.begun_on,
        values["finished_on"] or own.finished_on,
        values["mode_after"] or mode_named(own.mode_after),
    )


def _meet(one: Renovation, other: Renovation) -> bool:
    return (one.finished_on is None or other.planned_on < one.finished_on) and (
        other.finished_on is None or one.planned_on < other.finished_on
    )


def _carry_on(work: records.Work, own: Renovation, wanted: Renovation, written: records.Written) -> None:
    changes = changes_of(own, wanted)
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_renovation", [own.pk])
    for name, (_, new) in changes.items():
        setattr(own, name, new)
    own.save(update_fields=list(changes))
    written.changed += 1
    listed = {name: [told(one) for one in pair] for name, pair in changes.items()}
    data = {"changes": listed, "source": work.source}
    event = fact_event(own, "companies.renovation_changed", data, work.now)
    records.record_events(actor=work.actor, drafts=[event])


_OVERLAP = mark("这个小区{day}列入计划的改造还没有完工，时间重叠。")
_FINISH_FIRST = mark("请先填写前一项的完工日期，或核对日期。")
_TWICE = Reason(mark("文件里这个小区同一天登记了两项改造。"), {}, mark("请只保留一行。"), code="twice")
