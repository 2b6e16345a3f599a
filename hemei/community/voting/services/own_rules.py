"""Rules of procedure of an estate: one person enters them, another confirms, and votes noticed since go by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from hemei.community.voting.models import Assembly, Outcome, OwnRules, Vote
from hemei.community.voting.queries.law import laws_on
from hemei.community.voting.rules.acts import Act, may
from hemei.community.voting.rules.assemblies import LONGEST_TITLE
from hemei.community.voting.rules.own_rules import (
    RulesState,
    Said,
    kept_says,
    may_say,
    may_settle,
    says_of,
    since_of,
)
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.community.voting.services.telling import LONGEST_TEXT
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day

MATTER = "rules_of_procedure"
MOST_SCAN = 20_000_000
SCAN = "own_rules"
_OVERLAPS = "voting_ownrules_no_overlap"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDraft:
    """Rules of procedure to be entered: from which day, and what each parameter says, by which article.

    They cite the owners' `vote_id`, or, adopted before, a `document` of the day `adopted_on` with its scan (the open
    file and its name). The same key enters once.
    """

    estate_id: int
    title: str
    valid_from: date
    key: str
    says: Mapping[str, Said] = field(default_factory=dict)
    vote_id: int | None = None
    document: str = ""
    adopted_on: date | None = None
    scan: tuple[BinaryIO, str] | None = None


@for_own_estate
@records.whole
def enter_rules(*, actor: Actor, now: datetime, draft: RulesDraft) -> int:
    """Enter an estate's own rules of procedure and return their id; nothing goes by them until they are confirmed.

    Raises:
        Refused: the actor may not, no decision of the owners is cited that passed and stands, a parameter is none that
            the law leaves to the owners or is laxer than the law, or has no article.
    """
    estate = places.estate(draft.estate_id, actor=actor)
    if estate is None:
        raise Refused.because(mark("没有这个小区"), field="estate", code="unknown_estate")
    demand(may(actor, Act.ENTER_RULES, estate.scope))
    known = OwnRules.objects.filter(estate_id=draft.estate_id, key=draft.key).values_list("id", flat=True)
    if known:
        return int(known[0])
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    today = shanghai_day(now)
    says = {key: Said(said.value, said.article.strip()) for key, said in draft.says.items()}
    demand(may_say(says, laws_on(today)))
    [number] = records.next_ids("voting_ownrules", 1)
    row = OwnRules(
        id=number, stream=f"voting.own_rules:{number}", scope=estate.scope, estate_id=estate.id,
        estate_name=estate.name, key=draft.key, title=_said(draft.title, LONGEST_TITLE, "title"),
        valid_from=draft.valid_from, says=kept_says(says), state=RulesState.ENTERED, entered_at=now,
        entered_by=actor.person_id,
    )  # fmt: skip
    _cite(actor, now, row, draft)
    demand(since_of(row.valid_from, row.adopted_on))
    row.save(force_insert=True)
    committee = people.committee_at_work(estate.id, today)
    if committee is not None:  # it reads what waits for the second person
        records.grant_access(stream=row.stream, bodies=(committee,))
    data = {
        "estate": estate.id, "from": row.valid_from.isoformat(), "adopted_on": row.adopted_on.isoformat(),
        "says": row.says, "assembly": row.assembly_id, "vote": row.vote_id, "scan": row.scan_id,
    }  # fmt: skip
    _tell(actor, now, row, "voting.rules_entered", data)
    return number


def _said(text: str, most: int, name: str) -> str:
    short = " ".join(text.replace("\x00", "").split())
    if not 0 < len(short) <= most:
        raise Refused.because(mark("请用不超过{most}个字写明"), field=name, code=name, most=most)
    return short


def _cite(actor: Actor, now: datetime, row: OwnRules, draft: RulesDraft) -> None:
    """Write by which decision of the owners the rules stand."""
    if draft.vote_id is not None:
        outcome = _standing(draft.vote_id, row.estate_id, actor)
        if outcome is None:
            raise Refused.because(
                mark("选的表决不是本小区全体业主通过、已经公告并且有效的议事规则"),
                field="vote",
                code="not_passed",
            )
        row.vote_id, row.assembly_id = draft.vote_id, outcome.assembly_id
        row.adopted_on = outcome.decided_on or shanghai_day(outcome.judged_at)
        return
    if not draft.document.strip() or draft.adopted_on is None or draft.scan is None:
        raise Refused.because(
            mark("请选通过议事规则的表决；本平台以前通过的，写明文书和通过之日，并上传扫描件"),
            remedy=mark("议事规则由业主大会通过才有效"), field="document", code="no_decision",
        )  # fmt: skip
    if draft.adopted_on > shanghai_day(now):
        raise Refused.because(mark("通过之日不能在今天以后"), field="adopted_on", code="adopted_on")
    row.document, row.adopted_on = _said(draft.document, LONGEST_TITLE, "document"), draft.adopted_on
    upload, name = draft.scan
    paper = records.prepare_attachment(upload, name=name, most_bytes=MOST_SCAN)
    row.scan = records.add_attachment(paper, stream=row.stream, scope=row.scope, purpose=SCAN, now=now)


def _standing(vote_id: int, estate_id: int, actor: Actor) -> Outcome | None:
    """Return what came last of a vote of all owners on their rules, if it passed, is published and stands."""
    rows = Outcome.objects.filter(
        record.seen_by(actor), vote_id=vote_id, vote__matter=MATTER, assembly__estate_id=estate_id,
        assembly__buildings=[], assembly__published_at__isnull=False,
    )  # fmt: skip
    last = rows.order_by("-round").first()
    return last if last is not None and last.passed and last.annulled_on is None else None


@records.whole
def settle_rules(*, actor: Actor, now: datetime, rules_id: int, confirmed: bool, reason: str = "") -> None:
    """Confirm rules of procedure that another person entered, or send them back with a reason.

    Confirmed, they end the ones before on their first day; rolls that are frozen keep what they were frozen with.

    Raises:
        Refused: the actor may not, entered them himself, they are settled; the decision does not stand any more, what
            they say is not the owners' to say any more, or others are in force from the same day or a later one.
    """
    row = OwnRules.objects.select_for_update().filter(record.seen_by(actor), pk=rules_id).first()
    if row is None:
        raise Refused.because(mark("没有这份议事规则"), code="not_found")
    demand(may(actor, Act.CONFIRM_RULES, row.scope))
    demand(may_settle(row.state, entered_by=row.entered_by, by=actor.person_id))
    texts = {}
    if confirmed:
        _demand_still(actor, now, row)
        _end_former(actor, now, row)
    else:
        texts = {"texts": {"reason": _sealed(row, reason)}}
    row.state = RulesState.CONFIRMED if confirmed else RulesState.REFUSED
    row.settled_at, row.settled_by = now, actor.person_id
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "settled_at", "settled_by"])
    except IntegrityError as error:
        if _OVERLAPS not in str(error):
            raise
        raise _overlaps() from error
    event = "voting.rules_confirmed" if confirmed else "voting.rules_refused"
    _tell(actor, now, row, event, {"estate": row.estate_id, "from": row.valid_from.isoformat(), **texts})


def _demand_still(actor: Actor, now: datetime, row: OwnRules) -> None:
    demand(may_say(says_of(row.says), laws_on(shanghai_day(now))))
    if row.vote_id is not None and _standing(row.vote_id, row.estate_id, actor) is None:
        raise Refused.because(
            mark("通过这份议事规则的表决结果已经撤销，或者重新计票没有通过"), code="not_passed"
        )


def _end_former(actor: Actor, now: datetime, row: OwnRules) -> None:
    """End the rules that are in force on the first day of the next ones."""
    rows = OwnRules.objects.select_for_update().filter(
        estate_id=row.estate_id, state=RulesState.CONFIRMED, fallen_on=None, valid_until=None
    )
    for former in rows:
        if former.valid_from >= row.valid_from:
            raise _overlaps()
        former.valid_until = row.valid_from
        former.save(update_fields=["valid_until"])
        data = {"estate": former.estate_id, "until": row.valid_from.isoformat(), "by": row.pk}
        _tell(actor, now, former, "voting.rules_ended", data)


def _overlaps() -> Refused:
    return Refused.because(
        mark("这一天起已经有施行的议事规则，施行的时间不能重叠"), remedy=mark("请核对施行之日"), field="valid_from",
        code="overlap",
    )  # fmt: skip


def _sealed(row: OwnRules, reason: str) -> dict[str, Any]:
    demand(gives_reason(mark("没有写明退回的理由。"), reason, most=LONGEST_TEXT))
    kept = records.seal(stream=row.stream, scope=row.scope, field="reason", text=reason.strip())
    return {"vault": kept.vault_id, "commitment": kept.commitment}


def let_fall(actor: Actor, now: datetime, found: Assembly, votes: Iterable[int]) -> None:
    """Let rules fall whose vote came to nothing: annulled, or counted anew and not passed. Frozen rolls keep them.

    What is annulled binds nobody from the beginning (Civil Code articles 155 and 280): the rules they had replaced were
    never validly ended, and go on.
    """
    rows = OwnRules.objects.select_for_update().filter(
        vote_id__in=list(votes), state=RulesState.CONFIRMED, fallen_on=None
    )
    for row in rows.order_by("valid_from"):
        row.fallen_on = shanghai_day(now)
        row.save(update_fields=["fallen_on"])
        _tell(actor, now, row, "voting.rules_fallen", {"estate": row.estate_id, "assembly": found.pk})
        _revive_former(actor, now, row)


def _revive_former(actor: Actor, now: datetime, fallen: OwnRules) -> None:
    """Let the rules that fallen ones had replaced go on, until those end them that had replaced the fallen ones."""
    former = OwnRules.objects.select_for_update().filter(
        estate_id=fallen.estate_id, state=RulesState.CONFIRMED, fallen_on=None, valid_until=fallen.valid_from
    ).first()  # fmt: skip
    if former is not None:
        former.valid_until = fallen.valid_until
        former.save(update_fields=["valid_until"])
        until = fallen.valid_until.isoformat() if fallen.valid_until else None
        data = {"estate": former.estate_id, "until": until, "by": fallen.pk}
        _tell(actor, now, former, "voting.rules_revived", data)


def fallen_votes(found: Assembly) -> set[int]:
    """Return the votes of a meeting on rules of procedure that did not pass when they were counted last."""
    votes = Vote.objects.filter(roll__assembly=found, matter=MATTER)
    rows = Outcome.objects.filter(vote__in=votes).order_by("round")
    last = dict(rows.values_list("vote_id", "passed"))
    return {vote for vote, passed in last.items() if not passed}


def _tell(actor: Actor, now: datetime, row: OwnRules, event: str, data: dict[str, Any]) -> None:
    records.record_event(
        stream=row.stream, type=event, actor=actor, at=now, scope=row.scope, data=data,
        references=laws_on(shanghai_day(now)).references(row.says),
    )  # fmt: skip
