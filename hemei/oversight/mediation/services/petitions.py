"""What is done with a petition: its repetition settled, its case linked, its dispute filed with one click."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from hemei.coordination.cases import queries as cases
from hemei.ground.companies import queries as companies
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import Petition
from hemei.oversight.mediation.queries.petition_facts import petition_rules
from hemei.oversight.mediation.rules.petition_acts import PetitionAct, may_petition
from hemei.oversight.mediation.rules.petitions import Repeat, may_follow, may_settle_repeat
from hemei.oversight.mediation.rules.words import PartyKind, Side, Source
from hemei.oversight.mediation.services.drafts import DisputeDraft, PartyDraft
from hemei.oversight.mediation.services.filing import file_dispute


def petition_stream(number: int) -> str:
    """Return the stream of a petition."""
    return f"mediation.petition:{number}"


def registered(row: Petition, now: datetime, source: str) -> records.EventDraft:
    """Return the first event of a petition: what it is about and of how many, never by whom."""
    rules = petition_rules(row.received_on)
    data = {
        "source": row.source, "kind": row.kind, "community": row.community_id, "estate": row.estate_id,
        "received_on": row.received_on.isoformat(), "persons": row.persons,
        "group": row.persons >= rules.group.persons, "repeat": row.repeat, "repeat_of": row.repeat_of_id,
        "from": source,
    }  # fmt: skip
    references = (rules.tell.warrant.reference, rules.finish.warrant.reference)
    return records.EventDraft(row.stream, "mediation.petition_registered", now, row.scope, data, references)


def settle_repeat(
    *, actor: Actor, now: datetime, petition_id: int, confirmed: bool, earlier: str = ""
) -> None:
    """Say that a petition is, or is not, an earlier one's matter again; `earlier` names another than was proposed.

    Raises:
        Refused: not the actor's, said already, no earlier one is known, or it was not there before.
    """
    with _locked(actor, PetitionAct.SETTLE_REPEAT, petition_id) as row:
        before = _named(actor, earlier, row) if earlier.strip() else row.repeat_of
        demand(
            may_settle_repeat(
                Repeat(row.repeat), confirmed=confirmed, earlier=before.pk if before is not None else None
            )
        )
        if confirmed and before is not None:
            demand(may_follow(row.received_on, before.received_on, backwards=before.repeat_of_id == row.pk))
        row.repeat = (Repeat.CONFIRMED if confirmed else Repeat.DENIED).value
        row.repeat_of = before if confirmed else None
        row.save(update_fields=["repeat", "repeat_of"])
        reference = petition_rules(shanghai_day(now)).repeat.warrant.reference
        name = "mediation.repeat_confirmed" if confirmed else "mediation.repeat_denied"
        _tell(actor, now, row, name, {"repeat_of": row.repeat_of_id}, reference)


def link_case(*, actor: Actor, now: datetime, petition_id: int, number: str) -> None:
    """Link a petition to the case that speaks of the same; an empty number takes the link away.

    Raises:
        Refused: not the actor's, or there is no such case that he may see.
    """
    with _locked(actor, PetitionAct.LINK, petition_id) as row:
        wanted = number.strip()
        found = (one.id for one in cases.found_cases(wanted, actor=actor) if one.number == wanted)
        case = next(found, None)
        if wanted and case is None:
            raise Refused.because(
                mark("没有这个案件，或不在您的管辖范围"),
                remedy=mark("请核对案件编号"),
                field="case",
                code="no_case",
            )
        if case != row.case_id:
            row.case_id = case
            row.save(update_fields=["case"])
            _tell(actor, now, row, "mediation.petition_linked", {"case": case})


def dispute_of_petition(*, actor: Actor, now: datetime, petition_id: int, respondent: str = "") -> int:
    """Make a dispute of a petition with one click and return its id: the petitioner against the estate's company.

    The petitioner's name and telephone go from seal to seal. Where the estate has no company, or the matter is
    another's, `respondent` names the other side.

    Raises:
        Refused: not the actor's, it went to mediation before, nobody is named on one side, or no body mediates there.
    """
    with _locked(actor, PetitionAct.FILE_DISPUTE, petition_id) as row:
        if row.dispute_id is not None:
            raise Refused.because(mark("这件信访已经转入调解"), code="twin")
        opened = record.open_sealed([one for one in (row.name_id, row.phone_id, row.text_id) if one])
        name = opened.get(row.name_id or 0) or ""
        if not name:
            raise Refused.because(
                mark("这件信访没有登记信访人"),
                remedy=mark("请在纠纷窗口登记时写明申请人"),
                code="no_applicant",
            )
        applicant = PartyDraft(side=Side.APPLICANT, name=name, phone=opened.get(row.phone_id or 0) or "")
        draft = DisputeDraft(
            kind=row.kind,
            text=opened.get(row.text_id or 0) or f"信访件{row.number}转入",
            parties=(applicant, _respondent(row, respondent, now)),
            key=row.stream,
            source=Source.PETITION,
            estate_id=row.estate_id,
            community_id=row.community_id,
            persons=max(2, row.persons + 1),
            source_stream=row.stream,
        )
        number = file_dispute(actor=actor, now=now, draft=draft)
        row.dispute_id = number
        row.save(update_fields=["dispute"])
        _tell(actor, now, row, "mediation.petition_mediated", {"dispute": number})
        return number


def _respondent(row: Petition, named: str, now: datetime) -> PartyDraft:
    """Return the other side: whom the clerk names, else the company of the estate on the day."""
    if named.strip():
        return PartyDraft(side=Side.RESPONDENT, name=named.strip())
    project = (
        next(iter(companies.projects_at(row.estate_id, shanghai_day(now))), None) if row.estate_id else None
    )
    company = companies.company(project.company_id) if project else None
    if project is None or company is None:
        raise Refused.because(
            mark("这个小区没有在管的物业服务企业"),
            remedy=mark("请写明被申请人"),
            field="respondent",
            code="no_respondent",
        )
    return PartyDraft(
        side=Side.RESPONDENT, kind=PartyKind.COMPANY, body_id=company.body_id, project_id=project.id
    )


@contextmanager
def _locked(actor: Actor, act: PetitionAct, petition_id: int) -> Iterator[Petition]:
    """Let the actor act on a petition of his places, locked."""
    demand(may_petition(actor.role, act))
    rows = Petition.objects.select_for_update(of=("self",)).select_related("repeat_of")
    row = rows.filter(record.seen_by(actor), pk=petition_id).first()
    if row is None or not actor.covers(row.scope):
        raise Refused.because(mark("没有这件信访"), code="not_found")
    yield row


def _named(actor: Actor, number: str, row: Petition) -> Petition:
    found = Petition.objects.filter(record.seen_by(actor), number=number.strip()).exclude(pk=row.pk).first()
    if found is None:
        raise Refused.because(
            mark("没有这个编号的信访件，或不在您的管辖范围"),
            remedy=mark("请核对前一件的编号"),
            field="earlier",
            code="no_earlier",
        )
    return found


def _tell(
    actor: Actor, now: datetime, row: Petition, name: str, data: dict[str, Any], *references: Any
) -> None:
    records.record_event(
        stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data,
        references=references,
    )  # fmt: skip
