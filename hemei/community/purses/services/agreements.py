"""What was agreed about an account: entered as the document asks, or as the owners passed it in their own meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.ledgers import queries as ledgers
from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import Agreement, JointAccount
from hemei.community.purses.queries.adopting import held_on, put_to_owners, to_enter
from hemei.community.purses.rules.acts import Act
from hemei.community.purses.rules.agreeing import Tier, default_tiers, may_agree
from hemei.community.purses.rules.coming import Standing, may_begin
from hemei.community.purses.rules.putting import MATTER, TITLE, fits, item_words
from hemei.community.purses.services.ending import end_former, let_orders_pay, running
from hemei.community.purses.services.shared import account_for, said, sealed, tell
from hemei.community.voting import services as voting
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDraft:
    """What is agreed about an account; no tiers means those of the document in force on its first day."""

    valid_from: date
    tiers: Sequence[Tier] = ()
    community_approves: bool = False
    pause_allowed: bool = False
    pause_clause: str = ""


@dataclass(frozen=True, slots=True)
class _Adopted:
    """The resolution that adopted an agreement, none where the owners were not asked."""

    assembly_id: int | None = None
    vote_id: int | None = None
    on: date | None = None
    """The day its result was published."""

    def __bool__(self) -> bool:
        return self.vote_id is not None


def make_agreement(*, actor: Actor, now: datetime, account_id: int, draft: AgreementDraft) -> int:
    """Enter what was agreed about an account without the owners; it takes the place of the agreement before.

    Returns its id.

    Raises:
        Refused: the tiers do not hold together or demand less than the document, it binds community or street, it
            would take the place of what the owners adopted, or reach back over what was paid.
    """
    with records.acting(actor):
        row = account_for(actor, account_id, Act.AGREE)
        return _make(actor, now, row, draft, _Adopted())


@records.whole
def put_agreement(
    *,
    actor: Actor,
    now: datetime,
    account_id: int,
    draft: AgreementDraft,
    cited: voting.Cited = voting.NOTHING_CITED,
) -> int:
    """Put an agreement to the owners in its very words, and return the meeting called for it; nobody types it twice.

    The committee calls it by the rules of procedure, and whoever enters that for it cites what it decided; the
    residents' committee where no committee is at work.

    Raises:
        Refused: the tiers do not hold together, a clause is missing, it is too long for an item, or the actor may not.
    """
    with records.acting(actor):
        row, day = account_for(actor, account_id, Act.PUT), shanghai_day(now)
        rules = rules_on(day)
        tiers = tuple(draft.tiers) or default_tiers(rules)
        references = demand(
            may_agree(
                tiers, adopted=True, community=draft.community_approves, pause=draft.pause_allowed,
                clause=draft.pause_clause, rules=rules,
            )
        )  # fmt: skip
        names = {kind.code: kind.name for kind in rules.kind}
        words = item_words(
            tiers, community=draft.community_approves, clause=draft.pause_clause if draft.pause_allowed else "",
            kinds=names,
        )  # fmt: skip
        demand(fits(words, voting.LONGEST_PUT))
        assembly = voting.call_assembly(
            actor=actor, now=now, draft=cited.by(_meeting(actor, now, row, words))
        )
        with opened(actor, row.scope):
            clause = _clause(row, draft)
            data = {
                "assembly": assembly, "words": words, "tiers": [tier.as_payload() for tier in tiers],
                "community": draft.community_approves, "pause": draft.pause_allowed, **said(pause_clause=clause),
            }  # fmt: skip
            tell(actor, now, row, "purses.agreement_put", data, references)
    return assembly


def _meeting(actor: Actor, now: datetime, row: JointAccount, words: str) -> voting.AssemblyDraft:
    with opened(actor, row.scope):
        caller = voting.usual_caller(actor, row.estate_id, shanghai_day(now))
        before = len(record.events_of(streams=[row.stream], kind="purses.agreement_put"))
    return voting.AssemblyDraft(
        estate_id=row.estate_id, kind="regular", title=TITLE, key=f"purses.agreement:{row.pk}:{before}",
        agenda=(voting.AgendaItem(matter=MATTER, title=words),), record=row.stream, **caller,
    )  # fmt: skip


@records.whole
def adopt_agreement(
    *, actor: Actor, now: datetime, account_id: int, assembly_id: int, valid_from: date
) -> int:
    """Enter the agreement that the owners passed in the meeting called for it, as it was put to them; return its id.

    Nobody chooses another vote or types other terms: what binds community and street, or demands less than the
    document, is what the owners said and nothing else.

    Raises:
        Refused: no agreement of this account was put to that meeting, the owners did not pass it in its words, the
            one that holds was passed later, or it would begin before its result was published.
    """
    with records.acting(actor):
        row = account_for(actor, account_id, Act.AGREE)
        with opened(actor, row.scope):
            all_put = put_to_owners(row.stream, row.scope)
            held = held_on(row.pk, row.scope, shanghai_day(now))
            put = next((one for one in all_put if assembly_id in one.assemblies), None)
            clause = record.open_sealed([put.pause_clause_id or 0]) if put else {}
        if put is None or put.vote_id is None:
            raise Refused.because(
                mark("没有业主大会通过并公布的这份账户协议。"),
                remedy=mark("请从账户页提请业主大会表决，公布结果以后再登记。"), field="assembly", code="no_vote",
            )  # fmt: skip
        if put not in to_enter(all_put, held):
            raise Refused.because(
                mark("业主大会{day}通过的账户协议已经登记，或者被后来的决定替换。"),
                remedy=mark("请登记业主大会最近通过的协议。"), field="assembly", code="replaced",
                day=shanghai_day(put.decided_at or now).isoformat(),
            )  # fmt: skip
        draft = AgreementDraft(
            valid_from=valid_from, tiers=put.tiers, community_approves=put.community_approves,
            pause_allowed=put.pause_allowed, pause_clause=clause.get(put.pause_clause_id or 0) or "",
        )  # fmt: skip
        passed_on = shanghai_day(put.decided_at) if put.decided_at else None
        return _make(actor, now, row, draft, _Adopted(put.assemblies[-1], put.vote_id, passed_on))


def _make(actor: Actor, now: datetime, row: JointAccount, draft: AgreementDraft, adopted: _Adopted) -> int:
    JointAccount.objects.select_for_update().get(pk=row.pk)
    today = shanghai_day(now)
    standing = Standing(
        opened_on=row.opened_on, open_from=ledgers.open_from({row.estate_id}).get(row.estate_id, row.opened_on),
        decided_on=adopted.on, running=running(row, today),
    )  # fmt: skip
    demand(may_begin(draft.valid_from, today, rules_on(today), standing))
    rules = rules_on(draft.valid_from)
    tiers = tuple(draft.tiers) or default_tiers(rules)
    references = demand(
        may_agree(
            tiers, adopted=bool(adopted), community=draft.community_approves, pause=draft.pause_allowed,
            clause=draft.pause_clause, rules=rules,
        )
    )  # fmt: skip
    number = end_former(actor, now, row, draft.valid_from, vote_id=adopted.vote_id)
    clause = _clause(row, draft)
    made = Agreement.objects.create(
        stream=row.stream, scope=row.scope, account=row, number=number, valid_from=draft.valid_from,
        adopted_assembly_id=adopted.assembly_id, adopted_vote_id=adopted.vote_id,
        community_approves=draft.community_approves, pause_allowed=draft.pause_allowed,
        pause_clause_id=clause.vault_id if clause else None, rules_on=rules.head.day,
        tiers=[tier.as_payload() for tier in tiers], entered_at=now,
    )  # fmt: skip
    data = {
        "agreement": made.pk, "number": number, "valid_from": draft.valid_from.isoformat(),
        "vote": made.adopted_vote_id, "community": made.community_approves, "pause": made.pause_allowed,
        "tiers": len(tiers), **said(pause_clause=clause),
    }  # fmt: skip
    let_orders_pay(actor, row)
    tell(actor, now, row, "purses.agreement_made", data, references)
    return int(made.pk)


def _clause(row: JointAccount, draft: AgreementDraft) -> records.Sealed | None:
    return sealed(row.stream, row.scope, "pause_clause", draft.pause_clause) if draft.pause_allowed else None
