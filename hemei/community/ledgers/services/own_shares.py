"""The share for the fund that an estate's owners decide: put to their vote, or entered with a paper and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.ledgers.facts import split_on
from hemei.community.ledgers.models import Ledger, OwnShare
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.own_share import (
    TITLE,
    ShareState,
    item_words,
    may_enter,
    may_follow,
    may_own,
    may_settle,
    may_wait,
    purpose_of,
)
from hemei.community.ledgers.rules.releasing import may_answer
from hemei.community.ledgers.services.books import missing
from hemei.community.ledgers.services.contracts import LONGEST_RESOLUTION, one_line
from hemei.community.ledgers.services.entries import LONGEST_NOTE, sealed
from hemei.community.ledgers.services.papers import keep
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

_STANDS = {"state": ShareState.CONFIRMED.value, "fallen_on": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraft:
    """What owners decided elsewhere: how many percent go to the fund from which day, by which paper of which day."""

    percent: int | None
    valid_from: date
    document: str
    adopted_on: date
    papers: Sequence[Attachment | Photo]


@records.whole
def put_share(
    *,
    actor: Actor,
    now: datetime,
    ledger_id: int,
    percent: int | None,
    valid_from: date,
    cited: voting.Cited = voting.NOTHING_CITED,
) -> int:
    """Put a share to the owners in its very words, and return the meeting called for it; their vote decides just it.

    The committee calls it by the rules of procedure, and whoever enters that for it cites what it decided; the
    residents' committee where no committee can act.

    Raises:
        Refused: the law does not leave it to them, it begins before the quarter that runs, or another share waits.
    """
    demand(may(actor, Act.PUT))
    with records.acting(actor):
        books, today = _books(actor, ledger_id), shanghai_day(now)
        rules = split_on(today)
        references = demand(
            _one_waits(books), may_own(percent=percent, valid_from=valid_from, decided_on=today, rules=rules)
        )
        if percent is None or rules.own is None:  # the rule refused it
            raise missing()
        with opened(actor, books.scope):
            caller = voting.usual_caller(actor, books.estate_id, today)
        draft = voting.AssemblyDraft(
            estate_id=books.estate_id, kind="regular", title=TITLE, record=books.stream, **caller,
            key=f"ledgers.own_share:{books.pk}:{OwnShare.objects.filter(ledger=books).count()}",
            agenda=(voting.AgendaItem(matter=rules.own.matter, title=item_words(percent, valid_from)),),
        )  # fmt: skip
        assembly = voting.call_assembly(actor=actor, now=now, draft=cited.by(draft))
        row = _drafted(actor, now, books, percent, valid_from, ShareState.PUT)
        row.assembly_id = assembly
        row.save(force_insert=True)
        _tell(actor, now, row, "ledgers.share_put", references, assembly=assembly)
    return assembly


def enter_share(*, actor: Actor, now: datetime, ledger_id: int, draft: ShareDraft) -> int:
    """Enter a share the owners decided elsewhere, with its scan; another person confirms it. Returns its id.

    Raises:
        Refused: it is not entered by the committee at work, or by the community where there is none; the law does not
            leave it to them; number, day or scan is missing; another share waits.
    """
    demand(may(actor, Act.ATTEST))
    with records.acting(actor):
        books, today = _books(actor, ledger_id), shanghai_day(now)
        committee = people.committee_able(books.estate_id, today) is not None
        rules = split_on(today)
        references = demand(
            may_answer(actor.role, own=False, committee=committee),
            _one_waits(books),
            may_own(
                percent=draft.percent, valid_from=draft.valid_from, decided_on=draft.adopted_on, rules=rules
            ),
            may_enter(
                document=draft.document, adopted_on=draft.adopted_on, today=today, papers=len(draft.papers)
            ),
        )
        row = _drafted(actor, now, books, draft.percent or 0, draft.valid_from, ShareState.ENTERED)
        if row.entered_by is None:
            raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
        row.document, row.adopted_on = one_line(draft.document, LONGEST_RESOLUTION), draft.adopted_on
        row.save(force_insert=True)
        keep(draft.papers, row.stream, row.scope, purpose_of(row.pk), now)
        _tell(actor, now, row, "ledgers.share_entered", references, papers=len(draft.papers))
    return int(row.pk)


def settle_share(*, actor: Actor, now: datetime, share_id: int, confirmed: bool, reason: str = "") -> None:
    """Confirm a share another person entered, or send it back; confirmed, it ends the one before on its first day.

    Raises:
        Refused: it is not the actor's, he entered it himself, it is settled; the law does not leave it to the owners
            any more, or another holds from the same day or later.
    """
    demand(may(actor, Act.CONFIRM))
    with records.acting(actor):
        rows = OwnShare.objects.select_for_update(of=("self",)).select_related("ledger")
        row = rows.filter(record.seen_by(actor), pk=share_id, state=ShareState.ENTERED.value).first()
        if row is None or row.adopted_on is None:
            raise missing()
        text = one_line(reason, LONGEST_NOTE)
        demand(may_settle(entered_by=row.entered_by, by=actor.person_id, confirmed=confirmed, reason=text))
        if confirmed:
            rules = split_on(shanghai_day(now))
            demand(
                may_own(
                    percent=row.percent, valid_from=row.valid_from, decided_on=row.adopted_on, rules=rules
                )
            )
        else:
            row.reason_id = sealed(row.ledger, "reason", [text])[0]
        row.settled_by = actor.person_id
        _settle(actor, now, row, confirmed=confirmed)


def take_shares(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the share that waits for a meeting of the estate count, or end, as the owners decided; again, nothing more.

    One in whose place another stands by then does not count.
    """
    with records.acting(actor):
        found = votes.assembly(assembly_id, actor=actor)
        waiting = OwnShare.objects.select_for_update(of=("self",)).select_related("ledger")
        rows = waiting.filter(ledger__estate_id=found.estate_id if found else 0, state=ShareState.PUT.value)
        for row in rows:
            rules = split_on(shanghai_day(now))
            answer = votes.answer_of(
                row.assembly_id or 0, title=item_words(row.percent, row.valid_from),
                matter=rules.own.matter if rules.own else "", actor=actor,
            )  # fmt: skip
            if answer is None or answer.waits:
                continue
            passed = answer.vote_id is not None and answer.assembly.published_at is not None
            if passed and answer.assembly.published_at is not None:
                row.vote_id, row.adopted_on = answer.vote_id, shanghai_day(answer.assembly.published_at)
                passed = may_follow(valid_from=row.valid_from, former_from=_last_from(row)).allowed
            _settle(actor, now, row, confirmed=passed)


def follow_repeat(*, actor: Actor, now: datetime, assembly_id: int, repeats_id: int) -> None:
    """A meeting that lacked participation is held again: the share it did not pass waits for what is decided now."""
    with records.acting(actor):
        failed = OwnShare.objects.filter(assembly_id=repeats_id, state=ShareState.REFUSED.value)
        former = failed.select_related("ledger").first()
        if former is None or not _one_waits(former.ledger).allowed:
            return
        row = _drafted(actor, now, former.ledger, former.percent, former.valid_from, ShareState.PUT)
        row.assembly_id, row.entered_by = assembly_id, former.entered_by
        row.save(force_insert=True)
        _tell(actor, now, row, "ledgers.share_put", assembly=assembly_id, repeats=repeats_id)


def drop_shares(*, actor: Actor, now: datetime, assembly_id: int) -> None:
    """Let the shares fall whose vote in a meeting was annulled, or counted anew and not passed.

    What is annulled binds nobody from the beginning (Civil Code articles 155 and 280): what it had replaced goes on.
    """
    with records.acting(actor):
        found = votes.assembly(assembly_id, actor=actor)
        standing = OwnShare.objects.select_for_update(of=("self",)).filter(
            ledger__estate_id=found.estate_id if found else 0, vote__isnull=False, **_STANDS
        )
        rows = {row.vote_id: row for row in standing.order_by("valid_from") if row.vote_id is not None}
        for vote in votes.fallen_votes(rows) if rows else ():
            _fall(actor, now, rows[vote])


def _fall(actor: Actor, now: datetime, row: OwnShare) -> None:
    row.fallen_on = shanghai_day(now)
    row.save(update_fields=["fallen_on"])
    former = OwnShare.objects.select_for_update().filter(
        ledger=row.ledger_id, valid_until=row.valid_from, **_STANDS
    ).first()  # fmt: skip
    if former is not None:
        former.valid_until = row.valid_until
        former.save(update_fields=["valid_until"])
    _tell(actor, now, row, "ledgers.share_fallen", vote=row.vote_id, goes_on=former.pk if former else None)


def _books(actor: Actor, ledger_id: int) -> Ledger:
    rows = Ledger.objects.select_for_update(no_key=True).filter(record.seen_by(actor), pk=ledger_id)
    books = rows.first()
    if books is None:
        raise missing()
    return books


def _one_waits(books: Ledger) -> Decision:
    waits = (ShareState.PUT.value, ShareState.ENTERED.value)
    return may_wait(waiting=OwnShare.objects.filter(ledger=books, state__in=waits).exists())


def _drafted(
    actor: Actor, now: datetime, books: Ledger, percent: int, valid_from: date, state: ShareState
) -> OwnShare:
    return OwnShare(
        stream=books.stream, scope=books.scope, ledger=books, percent=percent, valid_from=valid_from,
        state=state.value, entered_at=now, entered_by=actor.person_id,
    )  # fmt: skip


def _last_from(row: OwnShare) -> date | None:
    others = OwnShare.objects.filter(ledger=row.ledger_id, **_STANDS)
    return others.order_by("-valid_from").values_list("valid_from", flat=True).first()


def _settle(actor: Actor, now: datetime, row: OwnShare, *, confirmed: bool) -> None:
    if confirmed:
        demand(may_follow(valid_from=row.valid_from, former_from=_last_from(row)))
        OwnShare.objects.filter(ledger=row.ledger_id, valid_until=None, **_STANDS).update(
            valid_until=row.valid_from
        )
    row.state = (ShareState.CONFIRMED if confirmed else ShareState.REFUSED).value
    row.settled_at = now
    row.save(
        update_fields=["state", "settled_at", "settled_by", "vote", "adopted_on", "reason_id"],
    )
    event = "ledgers.share_confirmed" if confirmed else "ledgers.share_refused"
    rules = split_on(shanghai_day(now)).own
    references = (rules.warrant.reference,) if rules else ()
    _tell(actor, now, row, event, references, vote=row.vote_id, reason=row.reason_id)


def _tell(
    actor: Actor,
    now: datetime,
    row: OwnShare,
    type_: str,
    references: tuple[Reference, ...] = (),
    **more: object,
) -> None:
    data = {"share": row.pk, "percent": row.percent, "from": row.valid_from.isoformat(), **more}
    records.record_event(
        stream=row.stream, type=type_, actor=actor, at=now, scope=row.scope, data=data, references=references
    )
