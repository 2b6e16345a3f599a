"""The vote is closed, counted, judged and made known; an authority or a court may annul what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from hemei.community.voting.models import Assembly, Ballot, Outcome, Roll, Vote
from hemei.community.voting.queries.details import Counted, counted_details
from hemei.community.voting.queries.files import files_of_votes
from hemei.community.voting.queries.inspecting import inspects
from hemei.community.voting.queries.law import counting_at, counting_of, matter_on, procedure_by
from hemei.community.voting.queries.sums import VoteSums, vote_sums
from hemei.community.voting.queries.unsettled import unsettled_of
from hemei.community.voting.rules.acts import Act, decided_on, may
from hemei.community.voting.rules.assemblies import State, Step, may_close
from hemei.community.voting.rules.count import Comparison, Sums, judge
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.inspecting import Opened, may_inspect
from hemei.community.voting.rules.own_rules import NONE, own_of
from hemei.community.voting.rules.sealing import may_seal
from hemei.community.voting.rules.standards import Keep
from hemei.community.voting.rules.striking import Cast, standing_of
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import locked, sealed_in, tell_of
from hemei.community.voting.services.calling_back import end_calling, owe_draw
from hemei.community.voting.services.correcting import lapse_corrections
from hemei.community.voting.services.following import after_recount
from hemei.community.voting.services.former import strike_former
from hemei.community.voting.services.left_out import tell_left_out
from hemei.community.voting.services.one_owner import merge_owners, strike_over_limit
from hemei.community.voting.services.orders import end_orders
from hemei.community.voting.services.overseeing import stop
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.own_rules import let_fall
from hemei.community.voting.services.telling import procedure_of
from hemei.community.voting.services.witnessing import lapse_visits, strike_unconfirmed
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Reference, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day

Annuller = Literal["authority", "court"]
LONGEST_DOCUMENT = 80


@for_own_estate
@transaction.atomic
def close_assembly(*, actor: Actor, now: datetime, assembly_id: int, reason: str = "") -> None:
    """Close and seal the vote after its last moment: from here on no ballot is entered, also none that came in time.

    Paper that came in time is settled before. Where that cannot be, who keeps the paper says why; how much of it is
    left out stands in the record and in the result.

    Raises:
        Refused: the vote still runs, or paper waits and the actor does not keep it or gives no reason.
    """
    found = locked(actor, assembly_id, Act.CONDUCT, Step.CLOSE)
    # The lock waits for every ballot that is being entered; the trigger of the ballots asks the roll.
    roll = Roll.objects.select_for_update().get(assembly=found)
    demand(may_close(now, roll.closes_at))
    left = unsettled_of(roll.pk)
    demand(may_seal(left, reason=reason, keeps_paper=may(actor, Act.CAST, found.scope).allowed))
    roll.closed_at = now
    roll.save(update_fields=["closed_at"])
    found.state, found.closed_at = State.CLOSED, now
    found.save(update_fields=["state", "closed_at"])
    told: dict[str, Any] = {"roll": roll.pk}
    if left.total:
        told |= {"left_out": asdict(left), "texts": {"reason": sealed_in(found, "reason", reason)}}
        tell_left_out(actor, now, roll)
    lapse_corrections(actor, now, roll)
    lapse_visits(actor, now, roll)
    tell_of(actor, now, found, "voting.assembly_closed", told, ())


@for_own_estate
@transaction.atomic
def judge_assembly(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Count every vote of a closed assembly and say what came of it, with all that explains it."""
    found = locked(actor, assembly_id, Act.CONDUCT, Step.JUDGE)
    if found.roll is not None:
        strike_unconfirmed(actor, now, found, found.roll)
        strike_former(actor, now, found, found.roll)
        merge_owners(actor, now, found.roll)
        strike_over_limit(actor, now, found, found.roll)
    apply_strikes(found)
    votes = Vote.objects.filter(roll__assembly=found).select_related("roll").order_by("number")
    told, references = count_votes(actor, now, found, list(votes))
    found.state, found.judged_at = State.JUDGED, now
    found.save(update_fields=["state", "judged_at"])
    stop(actor, now, found, "judge")
    clocks.begin(actor, now, found, procedure_by(own_of(found.own), shanghai_day(now)).post, "post")
    tell_of(actor, now, found, "voting.assembly_judged", told, references)


def count_votes(
    actor: Actor, now: datetime, found: Assembly, votes: Sequence[Vote]
) -> tuple[dict[str, Any], tuple[Reference, ...]]:
    """Count votes and keep what came of them as one more round of each; return what is told of it, and its clauses."""
    sums = {one.vote_id: one for one in vote_sums([vote.pk for vote in votes], actor=actor, now=now)}
    details = counted_details(votes)
    rounds = dict(
        Outcome.objects.filter(vote__in=votes)
        .values("vote")
        .annotate(last=Max("round"))
        .values_list("vote", "last")
    )
    rows, references = [], []
    for vote in votes:
        row, reference = _outcome(found, vote, sums[vote.pk], details[vote.pk], now)
        row.round = rounds.get(vote.pk, 0) + 1
        rows.append(row)
        references.append(reference)
    Outcome.objects.bulk_create(rows)
    told = {
        "round": max(row.round for row in rows),
        "votes": [_told(vote, row) for vote, row in zip(votes, rows, strict=True)],
    }
    return told, tuple(dict.fromkeys(references))


def apply_strikes(found: Assembly) -> list[int]:
    """Let the ballots stand no more that were struck since the last count; return the votes they were of.

    Of the other valid ballots of the unit one stands then, by the rule of the notice's day.
    """
    rows = Ballot.objects.filter(strike__assembly=found, struck=False)
    struck = list(rows.values_list("id", "vote_id", "roll_unit_id"))
    if not struck:
        return []
    Ballot.objects.filter(pk__in=[number for number, _, _ in struck]).update(struck=True, standing=False)
    counting = counting_of(Roll.objects.get(assembly=found))
    keep: Keep = "first" if counting.double_ballots.counts == "first" else "last"
    left: dict[tuple[int, int], list[Cast]] = {(vote, unit): [] for _, vote, unit in struck}
    others = Ballot.objects.filter(
        vote_id__in={vote for _, vote, _ in struck}, roll_unit_id__in={unit for _, _, unit in struck},
        valid=True, struck=False,
    )  # fmt: skip
    for number, vote, unit, at in others.values_list("id", "vote_id", "roll_unit_id", "received_at"):
        if (vote, unit) in left:
            left[vote, unit].append(Cast(number, at))
    standing = [standing_of(cast, keep) for cast in left.values()]
    Ballot.objects.filter(pk__in=[one for one in standing if one is not None], standing=False).update(
        standing=True
    )
    return sorted({vote for _, vote, _ in struck})


def _outcome(
    found: Assembly, vote: Vote, sums: VoteSums, details: Counted, now: datetime
) -> tuple[Outcome, Reference]:
    noticed_on, day = vote.roll.noticed_on, decided_on(vote.roll.closes_at)
    matter = matter_on(vote.matter, day)
    agree = sums.agree or Sums(0, 0)
    came = judge(matter, total=sums.total, part=sums.part, agree=agree)
    row = Outcome(
        assembly=found,
        vote=vote,
        judged_at=now,
        noticed_on=noticed_on,
        decided_on=day,
        total_area_dm2=sums.total.area_dm2,
        total_heads=sums.total.heads,
        part_area_dm2=sums.part.area_dm2,
        part_heads=sums.part.heads,
        agree_area_dm2=agree.area_dm2,
        agree_heads=agree.heads,
        quorum=came.quorum,
        passed=came.passed,
        comparisons=[_compared(test) for test in came.tests],
        details=asdict(details) | ({"own": vote.roll.own} if vote.roll.own else {}),
        standards=[
            matter.warrant.reference.as_payload(),
            counting_at(noticed_on, day, NONE).heads.warrant.reference.as_payload(),
        ],
        scope=found.scope,
        stream=found.stream,
    )
    return row, matter.warrant.reference


def _compared(test: Comparison) -> dict[str, Any]:
    return {
        "stage": test.stage,
        "of": test.of,
        "bar": f"{'>=' if test.bar.included else '>'} {test.bar.share.numerator}/{test.bar.share.denominator}",
        "part": test.part,
        "whole": test.whole,
        "holds": test.holds,
        "short": test.short,
    }


def _told(vote: Vote, row: Outcome) -> dict[str, Any]:
    """Return what other apps react to: no name, ids only."""
    return {
        "vote": vote.pk,
        "number": vote.number,
        "matter": vote.matter,
        "group": vote.group,
        "candidate": vote.candidate_id,
        "quorum": row.quorum,
        "passed": row.passed,
        "part": [row.part_area_dm2, row.part_heads],
        "agree": [row.agree_area_dm2, row.agree_heads],
        "total": [row.total_area_dm2, row.total_heads],
    }


@for_own_estate
@transaction.atomic
def publish_result(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Make the result known in the estate; from here on objections run."""
    found = locked(actor, assembly_id, Act.CONDUCT, Step.PUBLISH)
    found.state, found.published_at = State.PUBLISHED, now
    data, reference = make_known(actor, now, found)
    stop(actor, now, found, "post")
    tell_of(actor, now, found, "voting.result_published", data, (reference,))


def make_known(actor: Actor, now: datetime, found: Assembly) -> tuple[dict[str, Any], Reference]:
    """Make the files of what was counted last, and let objections run; return what is told of it, and its clause."""
    period = procedure_by(own_of(found.own), shanghai_day(now)).objection
    until = clock_queries.working_time(now=now).due(now, period.limit).at
    found.roots = {**found.roots, **_roots(found, actor, now)}
    found.objections_until = until
    Roll.objects.filter(assembly=found).update(released_at=None)
    found.save(update_fields=["state", "published_at", "objections_until", "roots"])
    owe_draw(actor, now, found)
    data = {"objections_until": until.isoformat(), "roots": found.roots}
    return data, period.warrant.reference


def _roots(found: Assembly, actor: Actor, now: datetime) -> dict[str, str]:
    """Make the files of each vote and return their roots by the number of the vote, and by number and round.

    The files count anew from the rows.

    Raises:
        Refused: they say something else than what was judged; nothing is published then.
    """
    roots: dict[str, str] = {}
    last = {row.vote_id: row for row in last_outcomes(found)}
    for vote_id, files in files_of_votes(last, actor=actor, now=now):
        row = last[vote_id]
        said = files.public["result"]
        area = [row.total_area_dm2, row.part_area_dm2, row.agree_area_dm2]
        heads = [row.total_heads, row.part_heads, row.agree_heads]
        if (said["area"], said["heads"], said["passed"]) != (area, heads, row.passed):
            raise _another_count(row, said["area"], said["heads"])
        root, number = str(files.public["root"]), str(row.vote.number)
        roots |= {number: root, f"{number}.{row.round}": root}
    return roots


def _another_count(row: Outcome, area: Sequence[int], heads: Sequence[int]) -> Refused:
    """Say of which vote the files count another area or heads of those taking part and agreeing than was judged."""
    return Refused.because(
        mark(
            "没有公布：第{number}项的计票结果是参与{part}平方米、{part_heads}人，同意{agree}平方米、{agree_heads}人；"
            "按选票和名册逐张复算是参与{part_again}平方米、{part_heads_again}人，"
            "同意{agree_again}平方米、{agree_heads_again}人"
        ),
        remedy=mark("选票和名册都原样保存；请把这段话报系统管理员查明原因，查明以前不要宣布结果"),
        field="vote", code="another_count", number=row.vote.number,
        part=square_metres(row.part_area_dm2), part_heads=row.part_heads,
        agree=square_metres(row.agree_area_dm2), agree_heads=row.agree_heads,
        part_again=square_metres(area[1]), part_heads_again=heads[1],
        agree_again=square_metres(area[2]), agree_heads_again=heads[2],
    )  # fmt: skip


@for_own_estate
@transaction.atomic
def note_inspection(*, actor: Actor, now: datetime, assembly_id: int, what: Opened, reason: str) -> None:
    """Record that somebody opens the full file, the court's or that for a secret vote, and why, before he gets it.

    Raises:
        Refused: he neither organises nor oversees the meeting nor owns a unit of its roll, what shows how units voted
            is not counted, or he is an owner and the result is not published; no reason is given.
    """
    found = Assembly.objects.filter(record.seen_by(actor), pk=assembly_id).first()
    if found is None or found.roll_id is None:
        raise Refused.because(mark("没有这次会议"), code="not_found")
    owns = actor.role is Role.RESIDENT and _inspects(actor, now, found)
    state = State(found.state)
    demand(may_inspect(actor, found.scope, what, state=state, body_id=found.body_id, owns=owns))
    demand(gives_reason(mark("没有写明查阅的事由。"), reason))
    data = {"what": what, "texts": {"reason": sealed_in(found, "reason", reason)}}
    rule = procedure_of(shanghai_day(now)).inspection
    tell_of(actor, now, found, "voting.file_opened", data, (rule.warrant.reference,))


def _inspects(actor: Actor, now: datetime, found: Assembly) -> bool:
    persons = people.own_persons(actor)
    with opened(actor, found.scope):
        eyes = replace(actor, places=(PlaceRange(found.scope), *actor.places))
        return inspects(found.roll_id or 0, persons, actor=eyes, on=shanghai_day(now))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulmentDraft:
    """What annuls a result: who decided, by which document, on which day, and why. No votes means all."""

    by: Annuller
    document: str
    decided_on: date
    reason: str
    vote_ids: Sequence[int] = ()


@transaction.atomic
def annul_result(*, actor: Actor, now: datetime, assembly_id: int, draft: AnnulmentDraft) -> None:
    """Enter that an authority (regulation art. 19) or a court (Civil Code art. 280) annulled what came of votes.

    Raises:
        Refused: the actor may not, nothing of it stands any more, or the document is not named.
    """
    found = locked(actor, assembly_id, Act.ANNUL, Step.ANNUL)
    document = draft.document.strip()
    if not 0 < len(document) <= LONGEST_DOCUMENT or draft.decided_on > shanghai_day(now):
        raise Refused.because(mark("请写明决定文书的编号和作出之日"), field="document", code="document")
    latest = {row.vote_id: row for row in last_outcomes(found)}
    wanted = set(draft.vote_ids) or {number for number, row in latest.items() if row.annulled_on is None}
    rows = [row for number, row in latest.items() if number in wanted and row.annulled_on is None]
    if not rows or len(rows) < len(wanted):
        raise Refused.because(mark("请选择仍然有效的表决结果"), field="votes", code="nothing_stands")
    for row in rows:
        row.annulled_on, row.annulled_by = draft.decided_on, draft.by
    Outcome.objects.bulk_update(rows, ["annulled_on", "annulled_by"])
    annulled = {row.vote_id for row in latest.values() if row.annulled_on is not None}
    end_orders(actor, now, found, annulled)
    let_fall(actor, now, found, annulled)
    if len(annulled) == len(latest):
        found.state = State.ANNULLED
        found.save(update_fields=["state"])
        after_recount(actor, now, found, cancelled=True)
    end_calling(actor, now, found)
    data = {
        "by": draft.by,
        "decided_on": draft.decided_on.isoformat(),
        "votes": sorted(row.vote_id for row in rows),
        "texts": {
            "document": sealed_in(found, "document", document),
            "reason": sealed_in(found, "reason", draft.reason),
        },
    }
    procedure = procedure_of(shanghai_day(now))
    rule = procedure.annulment if draft.by == "authority" else procedure.court
    tell_of(actor, now, found, "voting.annulled", data, (rule.warrant.reference,))


def last_outcomes(found: Assembly) -> list[Outcome]:
    """Return the last outcome of each vote, locked."""
    rows = Outcome.objects.filter(assembly=found).order_by("vote_id", "-round")
    latest = {
        row.vote_id: row for row in reversed(rows.select_related("vote").select_for_update(of=("self",)))
    }
    return list(latest.values())


def hold_result(*, assembly_id: int) -> None:
    """Hold what came of an assembly as it is until the transaction ends, for an act that rests on it.

    Who annuls or counts anew at the same moment comes before, and is waited for, or after.
    """
    list(Assembly.objects.filter(pk=assembly_id).select_for_update(of=("self",)).values_list("pk"))
