"""What the committee decided is cited by whoever acts in its name, its own members too; and never by the one concerned.

Members act by what the committee decided together, not each alone (property regulation, articles 13 and 15; guidance
rules, articles 37 to 39).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from hemei.community.meetings import queries as meetings
from hemei.community.voting.models import Assembly
from hemei.community.voting.queries.matters import matters_on
from hemei.community.voting.rules.assemblies import AgendaItem, State, may_notice_by
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Caller
from hemei.community.voting.rules.standards import MATTER_CODES
from hemei.community.voting.rules.uploads import MOST_BYTES
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, demand, mark

if TYPE_CHECKING:
    from hemei.community.voting.services.assemblies import AssemblyDraft, Cited


class Scan(NamedTuple):
    """The scan of a sealed document: what is in the file, and its name."""

    content: bytes
    name: str


class Called(TypedDict):
    """In whose name a meeting is called, on which ground of the procedure."""

    called_by: Caller
    ground: str


def usual_caller(actor: Actor, estate_id: int, today: date) -> Called:
    """Return in whose name and on which ground a meeting is called from another app's record; the place is open.

    The committee calls by the rules of procedure; where none can act, the residents' committee (guidance rules,
    article 58).
    """
    able = people.committee_able(estate_id, today) is not None
    if able or actor.role is Role.COMMITTEE_MEMBER:
        return {"called_by": "committee", "ground": "rules_of_procedure"}
    return {"called_by": "residents_committee", "ground": "no_committee"}


def committee_decided(actor: Actor, draft: AssemblyDraft, repeats: Assembly | None) -> bool:
    """Whether the committee's own decision to call is cited: an item it adopted, or its sealed document.

    An item carries one standing meeting, and the one that is held again for want of participation.

    Raises:
        Refused: the item is not adopted by the estate's committee, or another meeting was called by it; a member of
            the committee cites no item but words of his own.
    """
    item = draft.decision_item
    if item is None:
        if draft.called_by == "committee":
            _demand_no_own_words(actor, draft.decision)
        return bool(draft.decision.strip())
    if not _demand_adopted(item, draft.estate_id).matters:
        raise Refused.because(
            mark("业主委员会的这项决定没有写明提请业主大会表决什么"),
            remedy=mark("请选写明“提请业主大会表决”的事项；没有的，由业主委员会另行开会决定"), field="decision_item",
            code="names_no_matter",
        )  # fmt: skip
    again = repeats is not None and repeats.decision_item == item
    if not again and Assembly.objects.filter(decision_item=item).exclude(state=State.CALLED_OFF).exists():
        raise Refused.because(
            mark("业主委员会的这项决定已经召集过一次会议"), remedy=mark("另一次会议请另行决定"), field="decision_item",
            code="decision_used",
        )  # fmt: skip
    return True


def _demand_no_own_words(actor: Actor, decision: str) -> None:
    """Demand that no member says alone what his committee decided: its signed minutes do, or who is not of it."""
    if actor.role is Role.COMMITTEE_MEMBER and decision.strip():
        raise Refused.because(
            mark("委员凭业主委员会会议通过、到会委员已经签字的事项办理，不能只凭自己填写的文书"),
            remedy=mark("请选会议通过的事项；只有盖章文书的，请社区凭文书办理"), field="decision_item",
            code="own_words",
        )  # fmt: skip


def demand_matters(draft: AssemblyDraft) -> None:
    """Demand that a call in the committee's name is of matters of the law, which its document put to the owners."""
    named = matters_put(draft)
    if draft.called_by == "committee" and (not named or not set(named) <= set(MATTER_CODES)):
        raise Refused.because(
            mark("没有写明业主委员会的文书提请业主大会表决哪些事项"),
            remedy=mark("请选文书写明的事项；文书没有写明的，由业主委员会另行决定"), field="decided",
            code="names_no_matter",
        )  # fmt: skip


def matters_put(draft: AssemblyDraft) -> tuple[str, ...]:
    """Return the matters put to the owners by what a draft cites: the item, or the sealed document."""
    item = cited(draft)
    if item is not None:
        return item.matters
    if draft.called_by != "committee" or draft.decision_item is not None:
        return ()
    return tuple(dict.fromkeys([*draft.decided] or [one.matter for one in draft.agenda]))


def cited(draft: AssemblyDraft) -> meetings.CommitteeItem | None:
    """Return the item a call rests on: the committee's, or of the body that stands in, for which the community calls.

    The residents' committee calls what the stand-in body put to the owners (guidance rules, article 58).
    """
    item = meetings.committee_item(draft.decision_item) if draft.decision_item is not None else None
    return item if item is not None and (draft.called_by == "committee" or item.stand_in) else None


def cited_id(draft: AssemblyDraft) -> int | None:
    """Return the number of the item a call rests on."""
    item = cited(draft)
    return item.id if item is not None else None


def decided_words(draft: AssemblyDraft) -> str:
    """Return the words of the committee's decision, for everybody who votes: its item as resolved, or its document."""
    item = cited(draft)
    said = [item.words, meetings.resolved_words(item.id)] if item is not None else []
    return "\n".join(one.strip() for one in (*said, draft.decision) if one.strip())[:LONGEST_TEXT]


def demand_named(found: Assembly, agenda: Sequence[AgendaItem], today: date) -> None:
    """Demand that a meeting the committee decided to call votes on nothing but the matters its decision named.

    Those called by a document before December 2026 name none.
    """
    if found.decision_item is None and not found.decided_matters:
        return
    names = {one.code: one.name for one in matters_on(today)}
    for number, item in enumerate(agenda, start=1):
        if item.matter not in found.decided_matters:
            raise Refused.because(
                mark("第{number}项属于“{matter}”，业主委员会的决定没有提请表决这类事项"),
                remedy=mark("请改议程；确需表决的，由业主委员会另行开会决定"), field="agenda", code="not_decided",
                number=number, matter=names.get(item.matter, item.matter),
            )  # fmt: skip


def by_document(found: Assembly) -> bool:
    """Whether a meeting was called by a sealed document of the committee's, not by an item its meeting adopted."""
    return found.called_by == "committee" and found.decision_item is None


def demand_shown(found: Assembly, procedure: AssemblyProcedure) -> None:
    """Demand that whoever is to vote can read the sealed document by which a meeting was called."""
    shown = found.decision_scan_id is not None
    demand(may_notice_by(document=by_document(found), shown=shown, procedure=procedure))


def keep_scan(found: Assembly, scan: Scan | None, now: datetime) -> None:
    """Keep the scan of the sealed document, where there is one, on a meeting that is about to be saved.

    Raises:
        Refused: it was not called by a document, or the file is neither photo nor document.
    """
    if scan is None:
        return
    if not by_document(found):
        raise Refused.because(
            mark("这次会议不是凭盖章的文书召集的"),
            remedy=mark("凭会议通过的事项召集的，决议全文已经写在会议页"), field="scan", code="no_document",
        )  # fmt: skip
    found.decision_scan = records.keep_scan(
        BytesIO(scan.content), name=scan.name, most_bytes=MOST_BYTES, stream=found.stream, scope=found.scope,
        purpose="decision", now=now,
    )  # fmt: skip


def shown_as(found: Assembly) -> dict[str, record.NamedFile]:
    """Return the scan of the sealed document as the event names it, where there is one."""
    scan = found.decision_scan_id
    return {} if scan is None else {"scan": record.named_file(scan)}


def _demand_adopted(number: int, estate_id: int) -> meetings.CommitteeItem:
    item = meetings.committee_item(number)
    if item is not None and item.estate_id == estate_id and item.unsigned:
        raise Refused.because(
            mark("业主委员会的这项决定在会议记录上还缺{count}名委员的签字"),
            remedy=mark("请到会的委员先在会议记录上签字，再凭它办理"), field="decision_item", code="unsigned",
            count=item.unsigned,
        )  # fmt: skip
    if item is None or item.estate_id != estate_id or not item.adopted:
        raise Refused.because(
            mark("选的事项不是这个小区的业主委员会会议通过的"), field="decision_item", code="not_adopted"
        )
    return item


def demand_agreed(found: Assembly, agrees: bool) -> None:  # noqa: FBT001 - as the form says it
    """Demand that who posts the notice holds the agenda against the item by which the committee decided."""
    if found.decision_item is None or agrees:
        return
    item = meetings.committee_item(found.decision_item)
    raise Refused.because(
        mark("请核对：公告的议程须是业主委员会会议通过的“{item}”"),
        remedy=mark("不是同一件事的，请改议程，或者由业主委员会另行决定"), field="agrees", code="agrees",
        item=item.title if item is not None else str(found.decision_item),
    )  # fmt: skip


def demand_cited_off(actor: Actor, found: Assembly, cited: Cited, today: date) -> None:
    """Demand that a noticed meeting of the committee's is called off by its decision, another than called it.

    One without object any more needs none, nor where no committee can decide.
    """
    if found.called_by != "committee" or found.state != State.NOTICED or found.moot:
        return
    if people.committee_able(found.estate_id, today) is None:
        return
    if cited.decision_item is not None and cited.decision_item != found.decision_item:
        _demand_adopted(cited.decision_item, found.estate_id)
        return
    _demand_no_own_words(actor, cited.decision)
    if not cited.decision.strip():
        raise Refused.because(
            mark("业主委员会召集、已经公告的会议，由业主委员会决定取消"),
            remedy=mark("请选业主委员会会议通过取消的事项，或者写明盖章文书的文号和日期"), field="decision",
            code="committee_decision",
        )  # fmt: skip


def demand_unconcerned(actor: Actor, found: Assembly, agenda: Sequence[AgendaItem]) -> None:
    """Demand that a member does not himself conduct the meeting that is to recall him."""
    if actor.role is not Role.COMMITTEE_MEMBER:
        return
    number = found.proposal.seat_id if found.proposal is not None else None
    seat = people.seat_facts(number) if number is not None else None
    concerned = {item.recalled_id for item in agenda if item.recalled_id is not None}
    if actor.person_id in (concerned | ({seat.person_id} if seat is not None else set())):
        raise Refused.because(
            mark("会议要表决罢免的是您本人，不能由您办理"),
            remedy=mark("请由其他委员或者社区办理"),
            code="concerned",
        )
