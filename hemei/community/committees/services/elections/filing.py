"""Filing 备案 with street and district: documents made from the records, accepted or returned with a reason."""

from __future__ import annotations

import hashlib
from datetime import datetime

from hemei.community.committees.models import Election, FilingReceipt
from hemei.community.committees.queries.elections.facts import rules_of, working
from hemei.community.committees.queries.elections.papers import DOCUMENTS, paper_of
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import ElectionState, FilingState, Receiver
from hemei.community.committees.services.bodies import bodies_of, system_at
from hemei.community.committees.services.demanding import written
from hemei.community.committees.services.elections.duties import keep_clocks
from hemei.community.committees.services.elections.filling import is_filling
from hemei.community.committees.services.elections.shared import at_election, missing, moved, sealed, tell
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


def submit_filing(*, actor: Actor, now: datetime, election_id: int) -> None:
    """Hand the documents to street and district, or again to who returned them.

    The digests of the documents as they were handed in are kept, so that what was filed can be shown.

    Where the housing authority of the district is not registered the street alone gets them for now: the committee is
    not filed until the district has them too (property regulation, article 16), and the bureau owes the registering.

    Raises:
        Refused: a round waits for its answer, nobody is registered to whom they could go now.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.FILE, election_id, "file", now) as election:
        latest = {row.receiver: row for row in election.receipts.order_by("round")}
        if any(row.state == FilingState.WAITING for row in latest.values()):
            raise Refused.because(mark("已经提交，等待审核"), code="waiting")
        wanted = _receivers(election, now)
        again = [one for one in wanted if one not in latest or latest[one].state == FilingState.RETURNED]
        if not again:
            raise Refused.because(
                mark("没有登记这里的区县房产主管部门，备案还缺它"), remedy=mark("请市主管部门先登记机构，再提交备案"),
                code="no_district",
            )  # fmt: skip
        digests = {name: _kept(election, name, now) for name in DOCUMENTS}
        election.round += 1
        election.save(update_fields=["round"])
        moved(election, ElectionState.ELECTED, submitted_on=election.submitted_on or today)
        for receiver in again:
            FilingReceipt.objects.create(
                stream=election.stream, scope=election.scope, election=election, round=election.round,
                receiver=receiver.value, body_id=wanted[receiver], state=FilingState.WAITING.value,
                submitted_on=today, due_on=electing.due_day(today, rules_of(today).filing_answer.limit, working(now)),
                digests=digests,
            )  # fmt: skip
        records.grant_access(stream=election.stream, bodies=tuple(wanted.values()))
        late = election.filing_due_on is not None and today > election.filing_due_on
        data = {"round": election.round, "to": sorted(again), "digests": digests, "late": late}
        tell(actor, now, election, "committees.filing_submitted", data)
        keep_clocks(election, now)


def _receivers(election: Election, now: datetime) -> dict[Receiver, int]:
    day = shanghai_day(now)
    found = {
        Receiver.STREET: people.street_body_for(election.scope, day),
        Receiver.DISTRICT: bodies_of(election.scope, day).district,
    }
    known = {receiver: body for receiver, body in found.items() if body is not None}
    if Receiver.STREET not in known:
        raise Refused.because(
            mark("没有登记这里的街道"), remedy=mark("请系统管理员补登机构"), code="no_street"
        )
    return known


def _kept(election: Election, name: str, now: datetime) -> str:
    """Keep a document as it is handed in; return its digest."""
    paper = paper_of(election, name)
    content = records.pdf_of(paper)
    kept = records.Attachment(content, records.MEDIA_TYPES["pdf"], f"{paper.title}.pdf")
    purpose = f"filing_{election.round + 1}_{name}"
    records.add_attachment(kept, stream=election.stream, scope=election.scope, purpose=purpose, now=now)
    return hashlib.sha256(content).hexdigest()


def answer_filing(*, actor: Actor, now: datetime, receipt_id: int, accepted: bool, reason: str = "") -> None:
    """Accept the filing or return it with a reason, as the street or the district's housing authority.

    When all have accepted, the committee is filed: it gets its number, and the register the day.

    Raises:
        Refused: it is another body's to answer, is answered already, or returned without a reason.
    """
    demand(may(actor.role, Act.RECEIVE))
    number = FilingReceipt.objects.filter(pk=receipt_id).values_list("election_id", flat=True).first()
    if number is None:
        raise missing()
    with at_election(actor, Act.RECEIVE, number, "receive", now) as election:
        row = FilingReceipt.objects.select_for_update().get(pk=receipt_id)
        _demand_own(actor, row, election)
        if row.state != FilingState.WAITING:
            raise Refused.because(mark("已经审核"), code="answered")
        said = "" if accepted else written(reason, "reason", mark("请写明退回的原因和要补正的内容"))
        row.state = (FilingState.ACCEPTED if accepted else FilingState.RETURNED).value
        row.decided_on, row.reason_id = shanghai_day(now), sealed(election, "text", said)
        row.save(update_fields=["state", "decided_on", "reason_id"])
        data = {"receiver": row.receiver, "accepted": accepted, "round": row.round}
        tell(actor, now, election, "committees.filing_answered", data)
        if accepted:
            _file_when_all(election, actor, now)
        keep_clocks(election, now)


def _demand_own(actor: Actor, row: FilingReceipt, election: Election) -> None:
    """The street answers for its place; a department only what was handed to it."""
    street = row.receiver == Receiver.STREET
    fits = (
        actor.role in {Role.STREET_CLERK, Role.SYSTEM} and actor.covers(election.scope)
        if street
        else actor.role is Role.SYSTEM
        or (actor.role is Role.DEPARTMENT_CLERK and actor.body_id == row.body_id)
    )
    if not fits:
        raise Refused.because(mark("这份备案由另一个单位审核"), code="role")


def _file_when_all(election: Election, actor: Actor, now: datetime) -> None:
    latest = {row.receiver: row.state for row in election.receipts.order_by("round")}
    if any(latest.get(receiver) != FilingState.ACCEPTED for receiver in Receiver):
        return
    today = shanghai_day(now)
    number = records.next_number(series=f"committee-filing:{election.scope}", year=today.year)
    words = f"业备〔{today.year}〕{election.estate_id}-{number}号"
    filled = is_filling(election)
    if not filled:  # what a by-election changed is filed, the term was before
        people_services.file_term(
            actor=system_at(election.scope),
            now=now,
            term_id=election.term_id or 0,
            filed_on=today,
            number=words,
        )
    with records.acting(actor):
        state = ElectionState.DONE if election.constituted_on or filled else ElectionState.FILED
        moved(election, state, filed_on=today, filing_number=words)
        late = election.filing_due_on is not None and today > election.filing_due_on
        tell(
            actor, now, election, "committees.committee_filed", {"filed_on": today.isoformat(), "late": late}
        )
