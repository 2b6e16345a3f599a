"""Changes of fee and service grade from a file: new ones are entered, known ones corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.ground.companies.models import FeeRevision, Project
from hemei.ground.companies.rules.fees import FeeDraft, may_revise
from hemei.ground.companies.services.fees import agreed, fee_event, revised, revision_of, standing
from hemei.ground.companies.services.registers.placing import placed, refused
from hemei.ground.places.queries.finding import Estates
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

_COLUMNS = {"valid_from": "since"}


def fee_writer() -> FeeWriter:
    """Begin a run."""
    return FeeWriter()


@dataclass
class FeeWriter:
    """Writes changes of fees; keeps the estates of the run."""

    estates: Estates | None = None

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of changes."""
        self.estates = self.estates or Estates(work.actor)
        written = records.Written()
        found = placed(self.estates, rows, written)
        projects = _projects(site.id for _, site in found)
        known = _known(project for listed in projects.values() for project in listed)
        fresh: list[FeeRevision] = []
        for row, site in found:
            project = _running(projects.get(site.id, ()), row.values["since"])
            if project is None:
                written.refuse(row, "since", row.values["since"].isoformat(), _NO_CONTRACT)
            else:
                _place(work, row, project, known.setdefault(project.pk, []), fresh, written)
        for number, one in zip(records.next_ids("companies_feerevision", len(fresh)), fresh, strict=True):
            one.pk = number
        records.insert_rows(fresh)
        written.add("companies_feerevision", [one.pk for one in fresh])
        written.new += len(fresh)
        events = (revised(one, work.now, work.source) for one in fresh)
        records.record_many((event, work.actor) for event in events)
        return written


def _projects(estate_ids: Iterable[int]) -> dict[int, list[Project]]:
    found: dict[int, list[Project]] = {}
    for row in Project.objects.select_for_update().filter(estate_id__in=set(estate_ids)):
        found.setdefault(row.estate_id, []).append(row)
    return found


def _known(projects: Iterable[Project]) -> dict[int, list[FeeRevision]]:
    found: dict[int, list[FeeRevision]] = {}
    for row in FeeRevision.objects.filter(project__in=list(projects), voided_at=None):
        found.setdefault(row.project_id, []).append(row)
    return found


def _running(projects: Sequence[Project], day: date) -> Project | None:
    return next(
        (
            one
            for one in projects
            if one.valid_from <= day and (one.valid_until is None or day < one.valid_until)
        ),
        None,
    )


def _place(
    work: records.Work,
    row: Row,
    project: Project,
    known: list[FeeRevision],
    fresh: list[FeeRevision],
    written: records.Written,
) -> None:
    """Find the change a row means, or note it as new; an empty cell says nothing."""
    draft = FeeDraft(
        row.values["since"], row.values["fee"], row.values["grade"] or "", row.values["services"] or ""
    )
    own = next((one for one in known if one.valid_from == draft.valid_from), None)
    before = agreed(project, standing(one for one in known if one is not own), draft.valid_from)
    decision = may_revise(
        draft, began=project.valid_from, ended=project.valid_until, before=before, today=work.today
    )
    if refused(decision, row, _COLUMNS, written):
        return
    wanted = revision_of(project, draft)
    if own is None:
        known.append(wanted)
        fresh.append(wanted)
    elif own.pk is None:
        written.refuse(row, "since", draft.valid_from.isoformat(), _TWICE)
    else:
        _correct(work, own, draft, written)


def _correct(work: records.Work, own: FeeRevision, draft: FeeDraft, written: records.Written) -> None:
    wanted = {"fee_fen": draft.fee_fen, "service_grade": draft.service_grade, "services": draft.services}
    changes = {
        name: (getattr(own, name), new)
        for name, new in wanted.items()
        if new not in {None, ""} and new != getattr(own, name)
    }
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_feerevision", [own.pk])
    for name, (_, new) in changes.items():
        setattr(own, name, new)
    own.save(update_fields=list(changes))
    written.changed += 1
    data = {"changes": {name: list(pair) for name, pair in changes.items()}, "source": work.source}
    event = fee_event(own, "companies.fee_corrected", data, work.now)
    records.record_events(actor=work.actor, drafts=[event])


_NO_CONTRACT = Reason(
    mark("这个小区当日没有在管的物业服务合同。"),
    {},
    mark("请先导入物业项目，或核对日期。"),
    code="no_contract",
)
_TWICE = Reason(mark("文件里这份合同同一天登记了两次调整。"), {}, mark("请合并为一行。"), code="twice")
