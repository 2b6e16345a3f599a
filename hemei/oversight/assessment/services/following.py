"""What follows from a published grade: a talk as a duty, recommendations to those entitled, never an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hemei.community.committees import services as committees
from hemei.community.committees.services import elections
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.oversight.assessment.facts import consequences_on
from hemei.oversight.assessment.models import Consequence, Entry, Round
from hemei.oversight.assessment.queries.results import history_of
from hemei.oversight.assessment.rules.acts import Act, may
from hemei.oversight.assessment.rules.consequences import following
from hemei.oversight.assessment.rules.rounds import says
from hemei.oversight.assessment.rules.standards import Consequence as Rule
from hemei.oversight.assessment.rules.words import FOLLOWS_TEXTS, Follows, FollowState
from hemei.oversight.assessment.services.shared import missing, sealed_id, tell


def set_consequences(*, actor: Actor, now: datetime, row: Round, entries: Sequence[Entry]) -> int:
    """Set what follows by rule for each subject of a published round; harmless when repeated. Returns how many."""
    document = consequences_on(shanghai_day(now))
    if document is None or not any(one.standard == row.standard for one in document.consequence):
        return 0
    count = 0
    for entry in entries:
        grades = [one.grade for one in history_of(entry.subject_kind, entry.subject_id, row.standard)]  # type: ignore[arg-type]
        for rule in following(document, row.standard, grades):
            count += _set(actor, now, row, entry, rule)
    return count


def _set(actor: Actor, now: datetime, row: Round, entry: Entry, rule: Rule) -> int:
    if Consequence.objects.filter(entry=entry, rule=rule.code).exists():
        return 0
    follows = Follows(rule.follows)
    with opened(actor, entry.place_path):
        duty = _talk(actor, now, row, entry, rule) if follows is Follows.TALK else None
        if follows is Follows.TALK and duty is None:
            return 0
        found = Consequence(
            stream=entry.stream, scope=entry.place_path, entry=entry, estate_id=entry.estate_id, rule=rule.code,
            follows=follows, state=FollowState.OPEN, set_on=shanghai_day(now), duty_id=duty,
        )  # fmt: skip
        found.save(force_insert=True)
    data = {"rule": rule.code, "follows": follows.value, "duty": duty}
    tell(actor, now, entry, "assessment.consequence_set", data, (rule.warrant.reference,))
    return 1


def _talk(actor: Actor, now: datetime, row: Round, entry: Entry, rule: Rule) -> int | None:
    """Set the talk as a duty of the organiser, who reports what was agreed to the body above."""
    today = shanghai_day(now)
    organiser = row.organiser_body_id or people.street_body_for(entry.place_path, today)
    if organiser is None or rule.within is None:
        return None
    draft = duties.DutyDraft(
        key=f"{entry.stream}:{rule.code}", origin=duties.Origin.EVALUATION, origin_stream=entry.stream,
        origin_item=rule.code, title=f"约谈{entry.name}：{row.title}不合格", owner=organiser,
        setter=people.county_body_for(entry.place_path, today) or organiser, limit=rule.within,
        references=(rule.warrant.reference,),
    )  # fmt: skip
    return duties.set_duties(actor=actor, now=now, drafts=[draft]).ids.get(draft.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """How those entitled take a recommendation up: members by their seats, or owners by their counted proposal."""

    seat_id: int
    ground: str
    reason: str
    members: Sequence[int] = ()
    proposal_id: int | None = None
    paper: committees.SignedList = field(default_factory=committees.SignedList)


@records.whole
def take_up_recall(*, actor: Actor, now: datetime, consequence_id: int, draft: TakenUp) -> int:
    """Enter that those entitled propose the recall that was recommended; return the recall's id.

    Who may propose it, and that the member is heard and the owners vote, is for the committee's own rules.

    Raises:
        Refused: it is not the actor's, was taken up, or too few propose it.
    """
    found = _open(actor, consequence_id, Follows.RECOMMEND_RECALL)
    recall = committees.propose_recall(
        actor=actor,
        now=now,
        estate_id=found.estate_id or 0,
        draft=committees.RecallDraft(
            seat_id=draft.seat_id,
            ground=draft.ground,
            reason=draft.reason,
            members=draft.members,
            proposal_id=draft.proposal_id,
            paper=draft.paper,
        ),
    )
    _end(actor, now, found, FollowState.TAKEN_UP, f"committees.recall:{recall}")
    return recall


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyElection:
    """An early election as owners ask for it: their counted proposal, and what is to be elected for how long."""

    proposal_id: int
    seats: int
    reserves: int
    years: int


@records.whole
def take_up_election(*, actor: Actor, now: datetime, consequence_id: int, draft: EarlyElection) -> int:
    """Begin the early election that was recommended and owners ask for; return the election's id.

    Whether enough owners ask, and what may be elected, is for the rules of votes and committees.

    Raises:
        Refused: it is not the actor's, was taken up, too few owners ask, an election runs, or the plan cannot be.
    """
    found = _open(actor, consequence_id, Follows.RECOMMEND_ELECTION)
    election = elections.begin_early(
        actor=actor,
        now=now,
        estate_id=found.estate_id or 0,
        proposal_id=draft.proposal_id,
        plan=elections.Plan(elections.ElectionKind.EARLY, draft.seats, draft.reserves, draft.years),
    )
    _end(actor, now, found, FollowState.TAKEN_UP, f"committees.election:{election}")
    return election


def note_election(*, actor: Actor, now: datetime, estate_id: int, stream: str) -> int:
    """Let an early election that was begun elsewhere answer what was recommended; harmless when repeated.

    Returns how many recommendations it answers.
    """
    with records.acting(actor):
        waiting = Consequence.objects.select_for_update().filter(
            estate_id=estate_id, follows=Follows.RECOMMEND_ELECTION, state=FollowState.OPEN
        )
        found = list(waiting.order_by("id"))
        for row in found:
            _end(actor, now, row, FollowState.TAKEN_UP, stream)
    return len(found)


def decline_recommendation(*, actor: Actor, now: datetime, consequence_id: int, reason: str) -> None:
    """Enter that those entitled were told and propose nothing; a recommendation binds nobody.

    Raises:
        Refused: it is not the actor's, was taken up, or nobody says what they said.
    """
    found = _open(actor, consequence_id, Follows.RECOMMEND_RECALL, Follows.RECOMMEND_ELECTION)
    demand(says(reason, "reason"))
    with opened(actor, found.scope):
        kept = sealed_id(found, "declined", reason)
    _end(actor, now, found, FollowState.DECLINED, "", kept)


def _open(actor: Actor, consequence_id: int, *kinds: Follows) -> Consequence:
    demand(may(actor.role, Act.TAKE_UP))
    with records.acting(actor):
        found = Consequence.objects.select_for_update().filter(pk=consequence_id, follows__in=kinds).first()
    if found is None or not actor.covers(found.scope):
        raise missing()
    if found.state != FollowState.OPEN:
        raise Refused.because(
            mark("“{what}”已经办理"), code="state", what=FOLLOWS_TEXTS[Follows(found.follows)]
        )
    return found


def _end(
    actor: Actor, now: datetime, found: Consequence, state: FollowState, stream: str, kept: int | None = None
) -> None:
    found.state, found.taken_stream, found.ended_on = state, stream, shanghai_day(now)
    found.save(update_fields=["state", "taken_stream", "ended_on"])
    data = {"consequence": found.pk, "state": state.value, "as": stream, "reason": kept}
    tell(actor, now, found, "assessment.recommendation_answered", data)
