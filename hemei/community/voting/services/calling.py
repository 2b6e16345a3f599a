"""What rests on the word of one clerk is called back: drawn by a public seed, from all that counts of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from hemei.community.voting.models import Assembly, CallBack, CalledBallot, Outcome, Vote
from hemei.community.voting.queries.called_back import ballots_called_back, pools_of
from hemei.community.voting.queries.calling import calls_of, current_in, detection_of
from hemei.community.voting.queries.law import law_day, matter_on, trust_of
from hemei.community.voting.queries.paper import reading_of
from hemei.community.voting.queries.sheets import sealed_ballots
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.call_back import (
    AskedBallot,
    Contender,
    called,
    forged_to_change,
    forged_to_displace,
    to_call,
)
from hemei.community.voting.rules.calling import verdict_on
from hemei.community.voting.rules.count import Measure, Sums, judge
from hemei.community.voting.rules.count import Outcome as Judged
from hemei.community.voting.rules.standards import VoteTrust
from hemei.community.voting.services.calling_back import after_call, after_draw, after_widening
from hemei.community.voting.services.denied import spread_denials
from hemei.community.voting.services.telling import tell_of_call
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark


@records.whole
def draw_call_back(*, actor: Actor, now: datetime, vote_id: int) -> int:
    """Draw the ballots of a published vote whose voters are asked, and return the call-back.

    The seed is the root of the first checkpoint over the publication: fixed beforehand by this rule, so that who
    knows root and codes cannot choose it, and unknown to whoever entered the ballots. A published count is drawn from
    once; a recount is another one. The size follows from the margin.

    Raises:
        Refused: the actor may not, the result is not published, it was drawn already, no checkpoint covers the
            publication yet, or no ballot counts that is called back.
    """
    vote, outcome = _published(actor, vote_id)
    root = str(outcome.assembly.roots[str(vote.number)])
    if CallBack.objects.filter(vote=vote, root=root).exists():
        raise Refused.because(mark("这一事项已经抽过，不能再抽"), field="vote", code="drawn")
    covering = _covering(outcome.assembly.stream, vote.number, root)
    sealed = list(sealed_ballots(vote_id, actor=actor, now=now))
    codes = {one.ballot.line: one.code for one in sealed}
    trust = trust_of(vote.roll)
    counted = ballots_called_back([vote.pk], trust.call_back)[vote.pk]
    if not counted:
        raise Refused.because(mark("这一事项没有要回访的票"), field="vote", code="no_paper")
    paper = {codes[number]: number for number in counted}
    forged = _forged(vote, outcome, list(counted.values()), trust)
    size = to_call(len(paper), forged, trust)
    [number] = records.next_ids("voting_callback", 1)
    found = CallBack(
        id=number, stream=f"voting.call_back:{number}", scope=vote.scope, vote=vote, seed=covering.root, root=root,
        checkpoint_day=covering.day,
        paper=len(paper), forged=forged, sample=size, drawn_at=now,
    )  # fmt: skip
    found.save(force_insert=True)
    _list(found, paper)
    data = {
        "vote": vote_id,
        "seed": covering.root,
        "checkpoint": covering.day.isoformat(),
        "root": root,
        "paper": len(paper),
        "pool": dict(pools_of([vote.pk], trust.call_back)[vote.pk]),
        "forged": forged,
        "drawn": size,
    }
    tell_of_call(actor, now, found, "voting.call_back_drawn", data, trust)
    after_draw(actor, now, outcome.assembly, found)
    _take_over(actor, now, found)
    return number


def _take_over(actor: Actor, now: datetime, found: CallBack) -> None:
    """Let a new draw owe what earlier ones did: that all are called, and what follows from whatever was denied."""
    if _all_owed(found):
        _call_all(actor, now, found)
    for made in spread_denials(actor, now, [found]):
        after_call(actor, now, made)


def _all_owed(found: CallBack) -> bool:
    """Whether all were to be called of this vote when it was counted anew, and somebody was not asked yet."""
    before = CallBack.objects.filter(vote=found.vote).exclude(pk=found.pk).order_by("id").last()
    if before is None:
        return False
    verdict = verdict_on(calls_of(before), detection_of(found.vote.roll), reading_of(found.vote.roll))
    return verdict == "call_all" or (verdict == "running" and before.widened_at is not None)


def _forged(vote: Vote, outcome: Outcome, paper: Sequence[AskedBallot], trust: VoteTrust) -> int | None:
    """Return how many false ballots change what came of a vote: its own result, or who of its group takes a place."""
    numbers = [forged_to_change(_judged(vote, outcome), paper)]
    if vote.group:
        votes = Vote.objects.filter(roll=vote.roll_id, group=vote.group)
        last = {row.vote_id: row for row in Outcome.objects.filter(vote__in=votes).order_by("round")}
        papers = ballots_called_back(last, trust.call_back)
        contenders = {
            number: Contender(row.agree_heads, row.agree_area_dm2, row.passed, list(papers[number].values()))
            for number, row in last.items()
            if row.annulled_on is None or number == vote.pk
        }
        mine = contenders.pop(vote.pk)
        by: Measure = "area" if vote.ranks_by == "area" else "heads"
        places = {"seats": vote.seats or 0, "reserves": vote.reserves}
        numbers.append(forged_to_displace(mine, contenders.values(), by=by, **places))
    return min((number for number in numbers if number is not None), default=None)


def _covering(stream: str, number: int, root: str) -> record.Covering:
    """Return the first checkpoint over the publication of a root."""
    told = [
        event.id
        for kind in ("voting.result_published", "voting.assembly_recounted")
        for _, event in record.events_of(streams=[stream], kind=kind)
        if event.data.get("roots", {}).get(str(number)) == root
    ]
    covering = record.checkpoint_covering(min(told)) if told else None
    if covering is None:
        raise Refused.because(
            mark("公告以后的第一个核对点还没有产生"),
            remedy=mark("核对点每天产生一次，产生以后再抽"),
            field="vote",
            code="no_checkpoint",
        )
    return covering


def _list(found: CallBack, paper: Mapping[str, int]) -> None:
    """List every ballot that may be called in the order of the draw; the first ones are drawn."""
    order = called(paper, len(paper), seed=found.seed, root=found.root)
    CalledBallot.objects.bulk_create(
        CalledBallot(
            call_back=found,
            ballot_id=paper[code],
            place=place,
            code=code,
            drawn=place <= found.sample,
            scope=found.scope,
            stream=found.stream,
        )
        for place, code in enumerate(order, start=1)
    )


def widen_call_back(*, actor: Actor, now: datetime, call_back_id: int) -> None:
    """Call every listed ballot, because a voter denied one; refused where the rule does not ask for it."""
    found = locked_call_back(actor, call_back_id, Act.CAST)
    demand_current(found)
    rules = reading_of(found.vote.roll)
    if verdict_on(calls_of(found), detection_of(found.vote.roll), rules) != "call_all":
        raise Refused.because(mark("还没有票被否认，不必全部回访"), field="call_back", code="not_asked")
    _call_all(actor, now, found)


def _call_all(actor: Actor, now: datetime, found: CallBack) -> None:
    CalledBallot.objects.filter(call_back=found).update(drawn=True)
    found.widened_at = now
    found.save(update_fields=["widened_at"])
    tell_of_call(actor, now, found, "voting.call_back_widened", {"called": found.paper})
    after_widening(actor, now, found)


def demand_current(found: CallBack) -> None:
    """Demand that the vote was not counted anew since a call-back was drawn from it."""
    if found.pk not in current_in(found.vote.roll):
        raise Refused.because(
            mark("抽过以后重新计过票，请在新抽的名单里问"), field="said", code="counted_anew"
        )


def _published(actor: Actor, vote_id: int) -> tuple[Vote, Outcome]:
    # The meeting before its vote, as whoever counts anew does.
    Assembly.objects.filter(roll__votes=vote_id).select_for_update(of=("self",)).first()
    rows = Vote.objects.filter(record.seen_by(actor), pk=vote_id).select_for_update(of=("self",))
    vote = rows.select_related("roll").first()
    if vote is None:
        raise Refused.because(mark("没有这一事项"), field="vote", code="not_found")
    demand(may(actor, Act.CAST, vote.scope))
    outcome = (
        Outcome.objects.filter(vote=vote, assembly__published_at__isnull=False).order_by("-round").first()
    )
    if outcome is None:
        raise Refused.because(
            mark("结果还没有公告"),
            remedy=mark("公告以后，再当众产生种子"),
            field="vote",
            code="not_published",
        )
    return vote, outcome


def _judged(vote: Vote, outcome: Outcome) -> Judged:
    matter = matter_on(vote.matter, law_day(outcome))
    return judge(
        matter,
        total=Sums(outcome.total_area_dm2, outcome.total_heads),
        part=Sums(outcome.part_area_dm2, outcome.part_heads),
        agree=Sums(outcome.agree_area_dm2, outcome.agree_heads),
    )


def locked_call_back(actor: Actor, call_back_id: int, act: Act) -> CallBack:
    """Lock a call-back the actor may see and work on; raises Refused."""
    rows = CallBack.objects.filter(record.seen_by(actor), pk=call_back_id).select_for_update(of=("self",))
    found = rows.select_related("vote__roll").first()
    if found is None:
        raise Refused.because(mark("没有这次回访"), field="call_back", code="not_found")
    demand(may(actor, act, found.scope))
    return found
