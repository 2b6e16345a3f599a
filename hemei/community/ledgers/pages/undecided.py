"""What is missing where a contract runs without the owners' decision, and who does what next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import today
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor, Role
from hemei.ui.words import public_clause


def second_word(estate_id: int) -> tuple[bool, str]:
    """Return whether a committee can act for an estate's owners, and in words who does: it, else the community."""
    able = people.committee_able(estate_id, today()) is not None
    return able, _("业主委员会") if able else _("社区")


def may_attest(row: queries.ContractRow, actor: Actor) -> tuple[bool, str]:
    """Return whether the reader enters the number of what the owners decided elsewhere, and in words who does.

    Who registered the contract does not; of a committee another member does.
    """
    able, who = second_word(row.estate_id)
    acts = queries.may(actor, queries.Act.ATTEST).allowed
    own = acts and queries.registered_by(actor, contract_id=row.id, ledger_id=row.ledger_id)
    if own and able:
        who = _("业主委员会的另一位委员")
    return acts and queries.may_answer(actor.role, own=own, committee=able).allowed, who


def puts(estate_id: int, actor: Actor) -> bool:
    """Return whether the reader calls the owners of an estate to decide: no member of a committee that cannot act."""
    able, _who = second_word(estate_id)
    return queries.may(actor, queries.Act.OFFER).allowed and (able or actor.role is not Role.COMMITTEE_MEMBER)


def undecided(row: queries.ContractRow, book: queries.LedgerRow, actor: Actor) -> dict[str, Any]:
    """Return what a contract without the owners' decision says of it, and what the reader may do; nothing of others."""
    if row.decided:
        return {"missing": "", "decides": False, "offers": False, "put": ""}
    enters, who = may_attest(row, actor)
    put = queries.offer_for(row, book.stream, book.scope)
    title, text = _words(row, put, second_word(row.estate_id)[1])
    if put is None:
        text += _("在别处决定的，由%(who)s登记文号。") % {"who": who}
    votes = put is not None and put.answer.vote_id is not None
    return {
        "missing": title,
        "next": text,
        "put": _meeting(put, actor),
        "decides": enters or (votes and queries.may(actor, queries.Act.CONTRACT).allowed),
        "offers": put is None and puts(row.estate_id, actor),
    }


def _words(row: queries.ContractRow, put: queries.Put | None, who: str) -> tuple[str, str]:
    if put is not None and put.answer.vote_id is not None:
        return (
            _("业主已经表决通过，还没有登记在合同上。"),
            _("下一步：由登记合同的一方点“登记业主决定”，选这次表决。"),
        )
    if put is not None:
        return _("已提请业主表决，还没有公告结果。"), _("通过并公告以后在这里登记。")
    title = (
        _("允许这份合同的业主表决已被撤销，或者重新计票以后没有通过。")
        if row.vote_fallen
        else _("没有登记业主怎样决定的。")
    )
    clause = public_clause(queries.split_on(today()).decision.warrant.cited)
    whose = _("%(part)s的业主") % {"part": row.part} if row.part else _("全体业主")
    text = _(
        "利用共有部分经营，要由业主共同决定（%(clause)s）。下一步：由%(who)s提请%(whose)s表决，通过以后在这里登记。"
    )
    return title, text % {"clause": clause, "who": who, "whose": whose}


def _meeting(put: queries.Put | None, actor: Actor) -> str:
    """Return the page of the meeting it was put to, where the reader may see that."""
    if put is None or voting.assembly(put.answer.assembly.id, actor=actor) is None:
        return ""
    return reverse("voting:assembly", args=[put.answer.assembly.id])
