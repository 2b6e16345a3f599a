"""A case goes to mediation with one click: text, place, kind and both sides come from the case."""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.cases import queries as cases
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import levels_on
from hemei.oversight.mediation.rules.acts import Act, may
from hemei.oversight.mediation.rules.words import Side, Source
from hemei.oversight.mediation.services.drafts import DisputeDraft, PartyDraft
from hemei.oversight.mediation.services.filing import file_dispute
from hemei.oversight.mediation.services.shared import missing
from hemei.oversight.mediation.services.sides import company_party

_NAMELESS = "报事人"


@records.whole
def refer_case(*, actor: Actor, now: datetime, number: str, consent: bool) -> int:
    """File a dispute from a case and return its id; the reporter is the applicant, the company the other side.

    Who the other side is where it is a neighbour, the mediator adds. The reporter must have said that he wants it.

    Raises:
        Refused: the case is not the actor's, the reporter was not asked or is not known, or it was referred before.
    """
    demand(may(actor.role, Act.FILE))
    found = cases.referable(actor=actor, number=number, now=now)
    if found is None:
        raise missing()
    if not consent:
        raise Refused.because(
            mark("请先征得报事人同意"),
            remedy=mark("当事人一方明确拒绝的，不得调解"),
            field="consent",
            code="consent",
        )
    if found.reporter_id is None and not found.phone:
        raise Refused.because(
            mark("匿名报事不能转入调解"), remedy=mark("请联系报事人本人申请"), code="nobody"
        )
    kind = levels_on(shanghai_day(now)).of_case(found.kind)
    draft = DisputeDraft(
        kind=kind.code, text=found.text or kind.name, key=f"case:{found.number}", source=Source.CASE,
        source_stream=found.stream, estate_id=found.estate_id,
        community_id=None if found.estate_id else int(found.scope.split(".")[-2]),
        parties=(_applicant(actor, found), *_other(actor, now, found, against=kind.against)),
    )  # fmt: skip
    return file_dispute(actor=actor, now=now, draft=draft)


def _applicant(actor: Actor, found: cases.Referable) -> PartyDraft:
    """Return who reported as the applicant, under his name unless he asked the other side not to learn it."""
    name = ""
    if found.reporter_id is not None and not found.hidden:
        with opened(actor, places.city().path):
            name = people.whole_names([found.reporter_id]).get(found.reporter_id, "")
    return PartyDraft(
        side=Side.APPLICANT, name=name or _NAMELESS, phone=found.phone, person_id=found.reporter_id
    )


def _other(actor: Actor, now: datetime, found: cases.Referable, *, against: str) -> tuple[PartyDraft, ...]:
    """Return the company where such a dispute is with it; whom else it is with the mediator finds out."""
    if against != "company" or found.estate_id is None:
        return ()
    try:
        return company_party(actor=actor, now=now, estate_id=found.estate_id)
    except Refused:
        return ()
