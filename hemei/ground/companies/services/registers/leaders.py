"""Leaders of companies from a file: new times in a post are entered, known ones corrected or ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hemei.ground.companies.models import Company, Leader
from hemei.ground.companies.rules.leaders import POST_NAMES, LeaderDraft, Post, may_appoint
from hemei.ground.companies.services.keeping import told
from hemei.ground.companies.services.leaders import first_data, given, leader_event, leader_of
from hemei.ground.companies.services.registers.contracts import NO_COMPANY, entered_companies
from hemei.ground.companies.services.registers.placing import open_to, refused
from hemei.ground.people import services as people
from hemei.ground.people.queries import normal_phone
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

_COLUMNS = {"valid_from": "since", "valid_until": "until"}


def leader_writer() -> LeaderWriter:
    """Begin a run."""
    return LeaderWriter()


class LeaderWriter:
    """Writes leaders."""

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of leaders."""
        written = records.Written()
        companies = entered_companies(row.values["uscc"] for row in rows)
        sound = [
            (row, companies[row.values["uscc"]], draft)
            for row in rows
            if (draft := _draft(work, row, companies, written)) is not None
        ]
        known = _known(company.pk for _, company, _ in sound)
        persons = people.Persons([given(draft.name, draft.phone) for _, _, draft in sound])
        fresh: list[tuple[Company, Leader]] = []
        for row, company, draft in sound:
            person = persons.find(given(draft.name, draft.phone))
            if _may_stand(row, draft, known.setdefault(company.pk, []), written):
                person = person or persons.enter(given(draft.name, draft.phone), places.city().path)
                wanted = leader_of(company, draft, person)
                _match(work, row, wanted, known[company.pk], written)
                if wanted in known[company.pk]:
                    fresh.append((company, wanted))
        persons.write(work.now, written)
        _write(work, fresh, written)
        return written


def _draft(
    work: records.Work, row: Row, companies: dict[str, Company], written: records.Written
) -> LeaderDraft | None:
    values = row.values
    company = companies.get(values["uscc"])
    if company is None:
        written.refuse(row, "uscc", values["uscc"], NO_COMPANY)
        return None
    phone = normal_phone(values["phone"] or "")
    draft = LeaderDraft(company.pk, values["post"], values["name"], phone, values["since"], values["until"])
    decision = may_appoint(draft, company_since=company.valid_from, today=work.today)
    return None if refused(decision, row, _COLUMNS, written) else draft


def _known(company_ids: Iterable[int]) -> dict[int, list[Leader]]:
    found: dict[int, list[Leader]] = {}
    rows = Leader.objects.select_for_update().filter(company_id__in=set(company_ids), voided_at=None)
    for row in rows:
        found.setdefault(row.company_id, []).append(row)
    return found


def _may_stand(row: Row, draft: LeaderDraft, known: Sequence[Leader], written: records.Written) -> bool:
    """Refuse a second holder of a post at the same time, with the time he meets."""
    other = next(
        (
            one
            for one in known
            if one.post == draft.post and one.valid_from != draft.valid_from and _meet(one, draft)
        ),
        None,
    )
    if other is None:
        return True
    values = {
        "post": POST_NAMES[Post(other.post)],
        "since": other.valid_from.isoformat(),
        "until": other.valid_until.isoformat() if other.valid_until else "-",
    }
    written.refuse(
        row, "since", draft.valid_from.isoformat(), Reason(_OVERLAP, values, _END_FIRST, code="overlap")
    )
    return False


def _meet(one: Leader, draft: LeaderDraft) -> bool:
    return (one.valid_until is None or draft.valid_from < one.valid_until) and (
        draft.valid_until is None or one.valid_from < draft.valid_until
    )


def _match(
    work: records.Work, row: Row, wanted: Leader, known: list[Leader], written: records.Written
) -> None:
    own = next(
        (one for one in known if one.post == wanted.post and one.valid_from == wanted.valid_from), None
    )
    if own is None:
        known.append(wanted)
    elif own.pk is None:
        written.refuse(row, "since", wanted.valid_from.isoformat(), _TWICE)
    else:
        _correct(work, own, wanted, written)


def _correct(work: records.Work, own: Leader, wanted: Leader, written: records.Written) -> None:
    """Correct what the file says otherwise: who it was, or until when; an empty end says nothing."""
    changes: dict[str, tuple[Any, Any]] = {}
    if own.person_id != wanted.person_id:
        changes["person_id"] = (own.person_id, wanted.person_id)
    if wanted.valid_until is not None and own.valid_until != wanted.valid_until:
        changes["valid_until"] = (own.valid_until, wanted.valid_until)
    if not changes:
        written.same += 1
        return
    written.before += records.images("companies_leader", [own.pk])
    for name, (_, new) in changes.items():
        setattr(own, name, new)
    own.save(update_fields=list(changes))
    written.changed += 1
    listed = {name: [told(one) for one in pair] for name, pair in changes.items()}
    event = leader_event(
        own, "companies.leader_corrected", {"changes": listed, "source": work.source}, work.now
    )
    records.record_events(actor=work.actor, drafts=[event])


def _write(work: records.Work, fresh: Sequence[tuple[Company, Leader]], written: records.Written) -> None:
    leaders = [leader for _, leader in fresh]
    for number, leader in zip(records.next_ids("companies_leader", len(leaders)), leaders, strict=True):
        leader.pk = number
    records.insert_rows(leaders)
    written.add("companies_leader", [leader.pk for leader in leaders])
    written.new += len(leaders)
    open_to([company.stream for company, _ in fresh], [company.body_id for company, _ in fresh], written)
    events = (
        leader_event(
            leader, "companies.leader_appointed", {**first_data(leader), "source": work.source}, work.now
        )
        for leader in leaders
    )
    records.record_many((event, work.actor) for event in events)


_OVERLAP = mark("“{post}”同一时间已有一人（{since} 至 {until}），一家企业只有一名。")
_END_FIRST = mark("请先填写前一人的免职日期，或核对任职日期。")
_TWICE = Reason(mark("文件里这个职务同一天登记了两个人。"), {}, mark("请只保留一行。"), code="twice")
