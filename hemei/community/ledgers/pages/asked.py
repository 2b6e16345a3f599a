"""What was asked of a contract, not to be collected or its end, in words; who answers it and who did."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.ledgers import queries
from hemei.community.ledgers.pages.shared import by_whom, today
from hemei.community.ledgers.pages.undecided import second_word
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day


def faces(rows: list[queries.ReleaseRow], estate_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Return what was asked of a contract or an entry in words, with reason, papers, the answer or who gives it."""
    why = records.open_sealed(row.reason_id for row in rows)
    able, who = second_word(estate_id) if rows else (False, "")
    told = queries.answered_by(rows)
    bodies = people.body_names([body for _role, body in told.values() if body])
    return [
        {
            **_face(row, why.get(row.reason_id) or "", who),
            "answers": row.agreed is None and _answers(row, actor, able=able),
            "by": by_whom((one := told.get(row.id, ("", None)))[0], bodies.get(one[1] or 0, "")),
            "on": shanghai_day(row.answered_at) if row.answered_at else None,
        }
        for row in rows
    ]


def put_right(estate_id: int) -> str:
    """Say who takes back an entry that was recorded wrongly, and who has the second word."""
    _able, who = second_word(estate_id)
    said = {"who": who}
    return _("记错的，由物业公司或者业主委员会申请冲销，附上材料；由%(who)s的另一人确认。") % said


def _answers(row: queries.ReleaseRow, actor: Actor, *, able: bool) -> bool:
    own = actor.account_id is not None and actor.account_id == row.asked_account_id
    return (
        queries.may(actor, queries.Act.RELEASE).allowed
        and queries.may_answer(
            actor.role,
            own=own,
            committee=able,
            of_company=queries.of_company(row.stream, row.id, actor=actor, on=today()),
        ).allowed
    )


def _face(row: queries.ReleaseRow, why: str, who: str) -> dict[str, Any]:
    what = (
        _("从%(day)s起终止合同") % {"day": row.day}
        if row.day
        else _("不再收取%(since)s开始的一期，%(fen)s元")
        % {"since": row.period_from, "fen": yuan(row.amount_fen or 0)}
    )
    if row.entry_id is not None:
        what = _("冲销凭证%(number)s") % {"number": row.entry_id}
    words = {None: _("等待%(who)s确认") % {"who": who}, True: _("已同意"), False: _("没有同意")}
    return {
        "row": row,
        "what": what,
        "why": why,
        "state": words[row.agreed],
        "tone": {None: "warn", True: "good", False: ""}[row.agreed],
        "papers": [
            {
                "address": reverse("ledgers:release_paper", args=[row.id, one.id]),
                "words": _("材料%(number)s") % {"number": number},
            }
            for number, one in enumerate(queries.release_papers(row), 1)
        ],
    }
