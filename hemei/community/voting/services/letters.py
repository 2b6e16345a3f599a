"""Letters to the doors: asked for, set with a code each, taken once to be printed, sent anew, and used.

The weakest proof of the three: whoever empties the letter box has the code, so the owner's name is asked as well, and a
result says how many ballots rest on it. Of a code only a keyed digest stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from hemei.community.voting.models import Letter, LetterRun, Roll
from hemei.community.voting.paper.letters import LetterSheet, LetterWords, pdf_of_letters
from hemei.community.voting.queries.bound import binding_facts, voting_owners
from hemei.community.voting.queries.law import proof_on
from hemei.community.voting.queries.letters import letter_serial, sendable
from hemei.community.voting.queries.rolls import published_check
from hemei.community.voting.rules import letters as rules
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.acts import Act, may, still_open
from hemei.community.voting.rules.letters import LetterFacts
from hemei.community.voting.rules.uploads import PDF
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services.printing import PAPER_TASK, SYSTEM, Clock, claimed, moment_words
from hemei.community.voting.services.telling import proof_rules, sealed, standing_binding
from hemei.community.voting.services.voters import BindingDraft, still_standing, write_binding
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

FIELD, PURPOSE = "voting_letter", "letters"
DECLARED = "确认函收信人声明：其他共有人推选本人行使表决权。"
_REFUSED = "voting.letter_refused"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The unit somebody may vote for now."""

    roll_unit_id: int
    unit: str


def start_letter_run(
    *, actor: Actor, now: datetime, roll_id: int, key: str, site: str, buildings: Sequence[str] = ()
) -> int:
    """Ask for a letter to each unit with owners, without a proven voter and without a good letter; returns the run.

    `site` is the address where a code is filled in. The same key asks once.

    Raises:
        Refused: the actor may not, the vote is closed, or no unit needs a letter.
    """
    roll = _locked(actor, roll_id)
    known = LetterRun.objects.filter(key=key, roll=roll).values_list("id", flat=True).first()
    if known is not None:
        return known
    demand(still_open(now, roll.closes_at, mark("截止以后不用再核实表决人；下次表决时再送信")))
    today = shanghai_day(now)
    wanted = list(
        sendable(roll.pk, actor=actor, today=today, buildings=buildings)
        .order_by("building", "id")
        .values_list("id", flat=True)
    )
    if not wanted:
        raise Refused.because(
            mark("没有需要送信的房屋"), remedy=mark("都已登记表决人，或者信已送出；丢失的，请补送"),
            field="buildings", code="sent",
        )  # fmt: skip
    run = _new_run(now, roll, wanted, key=key, site=site)
    _tell(actor, now, run, "voting.letters_asked", run.letters)
    return run.pk


def send_letter_again(
    *, actor: Actor, now: datetime, letter_id: int, reason: str, key: str, site: str
) -> int:
    """Send a letter anew, with another code; the earlier one is void from now on.

    Raises:
        Refused: the actor may not, the vote is closed, the letter was used and whom it proved stands, it is void, or no
            reason is given.
    """
    seen = Letter.objects.filter(record.seen_by(actor), pk=letter_id).values_list("run__roll_id", flat=True)
    roll = _locked(actor, seen.first() or 0)
    known = LetterRun.objects.filter(key=key, roll=roll).values_list("id", flat=True).first()
    if known is not None:
        return known
    demand(still_open(now, roll.closes_at, mark("截止以后不用再核实表决人；下次表决时再送信")))
    letter = Letter.objects.select_related("run", "roll_unit").get(pk=letter_id)
    today = shanghai_day(now)
    state = rules.state_of(_facts(letter), today, proof_rules(today))
    wanted = sendable(roll.pk, actor=actor, today=today).filter(pk=letter.roll_unit_id).exists()
    if not rules.may_be_sent_again(state, wanted=wanted):
        raise Refused.because(mark("这封信已经确认或者作废，不能补送"), field="letter", code="state")
    text = sealed(letter.roll_unit, reason)
    run = _new_run(now, roll, [letter.roll_unit_id], key=key, site=site)
    _tell(actor, now, run, "voting.letter_renewed", 1, voided=letter_id, texts={"reason": text})
    return run.pk


def _new_run(now: datetime, roll: Roll, units: Sequence[int], *, key: str, site: str) -> LetterRun:
    """Write a run; what these units had before is void."""
    Letter.objects.filter(roll_unit__in=units, used_at=None, voided_at=None).update(voided_at=now)
    last = LetterRun.objects.filter(roll=roll).aggregate(last=Max("number"))["last"] or 0
    [number] = records.next_ids("voting_letterrun", 1)
    today = shanghai_day(now)
    run = LetterRun(
        id=number, stream=f"voting.letter_run:{number}", scope=roll.scope, roll=roll, key=key, number=last + 1,
        site=site, letters=len(units), expires_on=voters.code_until(today, proof_on(roll.estate_id, today)),
        asked_at=now,
    )  # fmt: skip
    run.save(force_insert=True)
    records.insert_rows(
        [
            Letter(run=run, roll_unit_id=unit, number=place, scope=run.scope, stream=run.stream)
            for place, unit in enumerate(units, start=1)
        ]
    )
    records.wake(PAPER_TASK, now)
    return run


def set_waiting_letters(*, clock: Clock, moved: Callable[[LetterRun], None] = lambda _: None) -> int:
    """Set the runs of letters that wait; returns how many. One that died is begun again, with other codes."""
    done = 0
    while (run := claimed(LetterRun.objects.filter(made_at=None), clock())) is not None:
        _set(run, clock, moved)
        done += 1
    return done


def _set(run: LetterRun, clock: Clock, moved: Callable[[LetterRun], None]) -> None:
    with records.acting(SYSTEM):
        rows = list(run.rows.select_related("roll_unit").order_by("number"))
        said = _words(run)
    codes = [rules.code_from(secrets.randbelow(rules.CODES)) for _ in rows]
    sheets = [
        LetterSheet(
            rules.spaced(code), run.site, letter_serial(run.number, row.number),
            row.roll_unit.building, row.roll_unit.code, len(row.roll_unit.owner_ids) > 1,
        )
        for row, code in zip(rows, codes, strict=True)
    ]  # fmt: skip

    def tell(_done: int) -> None:
        with records.acting(SYSTEM):
            run.beat_at = clock()
            run.save(update_fields=["beat_at"])
        moved(run)

    content = pdf_of_letters(said, sheets, moved=tell)
    for row, code in zip(rows, codes, strict=True):
        row.digest = record.blind_index(FIELD, code)
    with records.acting(SYSTEM):
        now = clock()
        Letter.objects.bulk_update(rows, ["digest"], batch_size=500)
        run.file_id = records.keep_file(
            content=content, media_type=PDF, stream=run.stream, scope=run.scope, purpose=PURPOSE, now=now
        ).pk  # fmt: skip
        run.made_at = now
        run.save(update_fields=["file", "made_at"])


def _words(run: LetterRun) -> LetterWords:
    roll = Roll.objects.select_related("assembly").get(pk=run.roll_id)
    held = getattr(roll, "assembly", None)
    return LetterWords(
        estate=roll.estate_name,
        meeting=held.title if held is not None else "",
        closes=moment_words(roll.closes_at),
        until=run.expires_on,
        site=run.site,
        day=shanghai_day(run.asked_at),
        most_wrong=proof_rules(shanghai_day(run.asked_at)).letter.most_wrong,
        check=published_check(roll),
    )


def take_letters(*, actor: Actor, now: datetime, run_id: int) -> bytes | None:
    """Hand out the letters of a run to be printed, and record who took their codes; None where they are not there."""
    run = LetterRun.objects.filter(record.seen_by(actor), pk=run_id).select_related("file").first()
    if run is None or run.file is None or run.printed_at is not None:
        return None
    demand(may(actor, Act.BIND, run.scope))
    content = record.stored_bytes(run.file.digest)
    _tell(actor, now, run, "voting.letters_taken", run.letters)
    return content


def erase_printed_letters(*, actor: Actor, now: datetime, run_id: int) -> None:
    """Erase the file of a run that was printed: from now on nobody can read its codes."""
    run = LetterRun.objects.select_for_update().filter(record.seen_by(actor), pk=run_id).first()
    if run is None or run.made_at is None:
        raise Refused.because(mark("没有这批信，或者还没有排好"), code="not_found")
    demand(may(actor, Act.BIND, run.scope))
    if run.printed_at is None:
        erase_letters(actor, now, run)


def erase_letters(actor: Actor, now: datetime, run: LetterRun) -> None:
    """Erase the file with the codes of a run."""
    records.erase_files(streams=[run.stream], now=now, purpose=PURPOSE)
    run.printed_at = now
    run.save(update_fields=["printed_at"])
    _tell(actor, now, run, "voting.letters_erased", run.letters)


def use_letter(*, actor: Actor, now: datetime, code: str, name: str, declared: bool = False) -> Confirmed:
    """Prove by the code of a letter, and an owner's name, that the actor votes for its unit.

    A wrong one counts, for the account and for the letter; must not run in a transaction that a refusal rolls back.

    Raises:
        Refused: code and name do not agree, too many wrong ones, the letter is used, void or over its time, the unit
            has its voter, or it has several owners and he does not say that they chose him.
    """
    if actor.role is not Role.RESIDENT or actor.person_id is None:
        raise Refused.because(
            mark("确认函请用居民身份填写"), remedy=mark("请在“我的账号”中切换"), code="resident"
        )
    typed = rules.plain_code(code)
    demand(rules.copied_right(typed))
    if not name.strip():
        raise Refused.because(mark("请填写不动产权证上的业主姓名"), field="name", code="name")
    today, city = shanghai_day(now), places.city().path
    wide = replace(actor, places=(PlaceRange(city),))
    proof = proof_rules(today)
    with people_services.opened(actor, city):
        _one_by_one(actor)
        wrong = _wrong_on(actor, today)
        decision = rules.may_try(wrong, proof)
        done = _use(wide, now, typed, name, proof, declared=declared) if decision.allowed else decision
        if done is None:
            records.record_event(stream=_own(actor), type=_REFUSED, actor=actor, at=now, scope=city, data={})
            done = rules.wrong_code(max(proof.letter.most_wrong - wrong - 1, 0))
    if isinstance(done, Decision):  # outside the block: what was counted stays counted
        raise Refused(done)
    return done


def _use(
    wide: Actor, now: datetime, code: str, name: str, proof: VoterProof, *, declared: bool
) -> Confirmed | Decision | None:
    """Bind whoever has the code; None where code and name do not agree."""
    rows = Letter.objects.filter(digest__in=record.blind_indexes(FIELD, code))
    letter = rows.select_for_update(of=("self",)).select_related("run__roll", "roll_unit").first()
    if letter is None:
        return None
    unit, today = letter.roll_unit, shanghai_day(now)
    owners = voting_owners(letter.run.roll.estate_id, actor=wide, on=today, unit_id=unit.unit_id).get(
        unit.unit_id, ()
    )
    named = people.bearers_of(name, owners)
    if not named:
        letter.tries += 1
        letter.save(update_fields=["tries"])
        return None
    before = still_standing(wide, now, standing_binding(unit.unit_id), letter.run.roll.estate_id)
    holds = before is not None and voters.holds_today(binding_facts(before), owners)
    for decision in (
        rules.may_use(rules.state_of(_facts(letter), today, proof)),
        rules.must_be_declared(len(owners), proof, declared=declared),
        voters.may_be_replaced(before.expires_on if before else None, today, holds=holds),
        voters.none_objected(objected=before is not None and before.objected_at is not None),
    ):
        if not decision.allowed:
            return decision
    if before is not None:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
    draft = BindingDraft(
        unit_id=unit.unit_id,
        person_id=wide.person_id or 0,
        owner_id=named[0],
        kind=BindingKind.LETTER,
        capacity=Capacity.CHOSEN if len(owners) > 1 else Capacity.OWNER,
        evidence=DECLARED if len(owners) > 1 else "",
    )
    binding = write_binding(
        wide, now, draft, letter.scope, proof=proof_on(letter.run.roll.estate_id, today),
        told=owners, replaces=before.pk if before else None,
    )  # fmt: skip
    letter.used_at = now
    letter.save(update_fields=["used_at"])
    _tell(wide, now, letter.run, "voting.letter_used", 1, letter=letter.pk, binding=binding)
    return Confirmed(unit.pk, unit.code)


def _one_by_one(actor: Actor) -> None:
    """Let the tries of one account wait for each other, so that none escapes the count."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [_own(actor)])


def _own(actor: Actor) -> str:
    return f"voting.letters_of:{actor.person_id}"


def _wrong_on(actor: Actor, today: date) -> int:
    return sum(
        event.type == _REFUSED and shanghai_day(event.at) == today
        for event in record.history(stream=_own(actor))
    )


def _facts(letter: Letter) -> LetterFacts:
    run = letter.run
    return LetterFacts(
        run.made_at is not None,
        run.expires_on,
        letter.tries,
        letter.used_at is not None,
        letter.voided_at is not None,
    )


def _locked(actor: Actor, roll_id: int) -> Roll:
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).select_for_update().first()
    if roll is None:
        raise Refused.because(mark("没有这份名册"), field="roll", code="not_found")
    demand(may(actor, Act.BIND, roll.scope))
    return roll


def _tell(actor: Actor, now: datetime, run: LetterRun, event: str, count: int, **more: Any) -> None:
    records.record_event(
        stream=run.stream,
        type=event,
        actor=actor,
        at=now,
        scope=run.scope,
        data={"roll": run.roll_id, "letters": count, "until": run.expires_on.isoformat(), **more},
        references=(proof_rules(shanghai_day(now)).letter.warrant.reference,),
    )
