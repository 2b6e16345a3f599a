"""How estates are managed, from a file: new periods are entered, known ones corrected or ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.ground.companies.models import Management
from hemei.ground.companies.rules.modes import (
    BY_COMMITTEE,
    MODE_NAMES,
    Mode,
    ModeDraft,
    ModeFacts,
    may_enter_mode,
)
from hemei.ground.companies.services.keeping import fact_event, told
from hemei.ground.companies.services.modes import (
    NO_COMMITTEE,
    committee_of,
    contracts_of,
    first_data,
    under_contract,
)
from hemei.ground.companies.services.registers.placing import placed, refused
from hemei.ground.places.queries.finding import Estates, Site
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.registers import Row

_COLUMNS = {"valid_from": "since", "valid_until": "until"}
_TEXTS = ("package", "reference")


def mode_writer() -> ModeWriter:
    """Begin a run."""
    return ModeWriter()


@dataclass
class ModeWriter:
    """Writes modes; keeps the estates and committees of the run."""

    estates: Estates | None = None
    committees: dict[tuple[int, date], int | None] = field(default_factory=dict)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of modes."""
        self.estates = self.estates or Estates(work.actor)
        written = records.Written()
        found = placed(self.estates, rows, written)
        known, contracts = _known(site.id for _, site in found), contracts_of(site.id for _, site in found)
        fresh: list[Management] = []
        for row, site in found:
            wanted = self._wanted(work, row, site, contracts.get(site.id, ()), written)
            if wanted is not None:
                _match(work, row, wanted, known.setdefault(site.id, []), fresh, written)
        _write(work, fresh, written)
        return written

    def _wanted(
        self,
        work: records.Work,
        row: Row,
        site: Site,
        contracts: Sequence[tuple[date, date | None]],
        written: records.Written,
    ) -> Management | None:
        """Return the row as it would stand; what the rules refuse is refused with its column."""
        draft = _draft(row, site)
        facts = ModeFacts(site.valid_from, under_contract(contracts, draft.valid_from))
        body = self._committee(site.id, draft.valid_from) if draft.mode in BY_COMMITTEE else None
        decision = may_enter_mode(Role.SYSTEM, draft, facts, today=work.today)
        if draft.mode in BY_COMMITTEE and body is None:
            decision = Decision.no(*decision.reasons, NO_COMMITTEE)
        if refused(decision, row, _COLUMNS, written):
            return None
        return Management(
            stream=site.stream,
            scope=site.scope,
            estate_id=site.id,
            mode=draft.mode.value,
            body_id=body,
            package=draft.package,
            basis=draft.basis.value,
            reference=draft.reference,
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
        )

    def _committee(self, estate_id: int, day: date) -> int | None:
        if (estate_id, day) not in self.committees:
            self.committees[estate_id, day] = committee_of(estate_id, day)
        return self.committees[estate_id, day]


def _draft(row: Row, site: Site) -> ModeDraft:
    values = row.values
    return ModeDraft(
        site.id,
        values["mode"],
        values["since"],
        values["basis"],
        values["package"] or "",
        values["reference"] or "",
        values["until"],
    )


def _known(estate_ids: Iterable[int]) -> dict[int, list[Management]]:
    found: dict[int, list[Management]] = {}
    rows = Management.objects.select_for_update().filter(estate_id__in=set(estate_ids), voided_at=None)
    for row in rows:
        found.setdefault(row.estate_id, []).append(row)
    return found


def _match(
    work: records.Work,
    row: Row,
    wanted: Management,
    known: list[Management],
    fresh: list[Management],
    written: records.Written,
) -> None:
    """Find the period a row means, or note it as new; one that meets another mode is refused with that one."""
    own = next((one for one in known if one.valid_from == wanted.valid_from), None)
    other = next((one for one in known if one is not own and _meet(one, wanted)), None)
    if other is not None:
        values = {
            "mode": MODE_NAMES[Mode(other.mode)],
            "since": other.valid_from.isoformat(),
            "until": other.valid_until.isoformat() if other.valid_until else "-",
        }
        reason = Reason(_OVERLAP, values, _END_FIRST, code="overlap")
        written.refuse(row, "since", wanted.valid_from.isoformat(), reason)
    elif own is None:
        known.append(wanted)
        fresh.append(wanted)
    elif own.pk is None:
        written.refuse(row, "since", wanted.valid_from.isoformat(), _TWICE)
    else:
        _correct(work, own, wanted, written)


def _meet(one: Management, other: Management) -> bool:
    return (one.valid_until is None or other.valid_from < one.valid_until) and (
        other.valid_until is None or one.valid_from < other.valid_until
    )


def _correct(work: records.Work, own: Management, wanted: Management, written: records.Written) -> None:
    """Correct what the file says otherwise; an empty cell says nothing."""
    names = ("mode", "body_id", "package", "basis", "reference", "valid_until")
    changes = {
        name: (getattr(own, name), new)
        for name in names
        if (new := getattr(wanted, name)) != getattr(own, name)
        and (name in {"mode", "body_id", "package"} or new not in (None, ""))
    }
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_management", [own.pk])
    for name, (_, new) in changes.items():
        setattr(own, name, new)
    own.save(update_fields=list(changes))
    written.changed += 1
    data: dict[str, Any] = {
        "changes": {
            name: [told(one) for one in pair] for name, pair in changes.items() if name not in _TEXTS
        },
        "texts": [name for name in _TEXTS if name in changes],
        "source": work.source,
    }
    records.record_events(
        actor=work.actor, drafts=[fact_event(own, "companies.mode_corrected", data, work.now)]
    )


def _write(work: records.Work, fresh: Sequence[Management], written: records.Written) -> None:
    for number, row in zip(records.next_ids("companies_management", len(fresh)), fresh, strict=True):
        row.pk = number
    records.insert_rows(fresh)
    written.add("companies_management", [row.pk for row in fresh])
    written.new += len(fresh)
    drafts = (
        fact_event(row, "companies.mode_set", {**first_data(row), "source": work.source}, work.now)
        for row in fresh
    )
    records.record_many((draft, work.actor) for draft in drafts)


_OVERLAP = mark("与已登记的“{mode}”时间重叠（{since} 至 {until}）。")
_END_FIRST = mark("请先填写前一种模式的结束日期，或核对起始日期。")
_TWICE = Reason(mark("文件里这个小区同一天登记了两种模式。"), {}, mark("请只保留一行。"), code="twice")
