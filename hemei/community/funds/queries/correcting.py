"""What was reported of a fund as recorded wrongly, with what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, Sum

from hemei.community.funds.models import Correction, Distribution, Fund, Interest, Share, Use
from hemei.community.funds.queries.balances import standing_deposit
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.words import CorrectionKind, CorrectionState, State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day

MOST = 100
MOST_FUNDS = 20  # that the workbench names


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A report: what of, which entry, who said so, who recorded it; reason and answer are numbers of the vault."""

    id: int
    stream: str
    scope: str
    fund_id: int
    kind: CorrectionKind
    title: str
    door: str
    year: int | None
    entry_id: int
    reversal_id: int | None
    reference: str
    reason_id: int
    answer_id: int | None
    recorded_by: int | None
    reported_by: int
    reported_at: datetime
    judged_by: int | None
    judged_at: datetime | None
    state: CorrectionState

    def waits_for(self, person_id: int | None) -> bool:
        """Whether it waits and this person may be the second: he did not report it, nor record the first."""
        waits = self.state is CorrectionState.REPORTED and person_id is not None
        return waits and person_id not in {self.reported_by, self.recorded_by}


_FIELDS = (
    "id", "stream", "scope", "fund_id", "kind", "use__title", "share__use__title", "distribution__shared_at",
    "interest__year", "entry_id", "reversal_id", "reference", "reason_id", "answer_id", "recorded_by_id",
    "reported_by_id", "reported_at",
    "judged_by_id", "judged_at", "state", "household__unit__building__name", "household__unit__entrance__name",
    "household__unit__room", "share__household__unit__building__name", "share__household__unit__entrance__name",
    "share__household__unit__room",
)  # fmt: skip
_PARTS = 6
"""So many of them are the parts of two doors, at the end."""


def corrections_of(fund_id: int, *, actor: Actor, use_id: int | None = None) -> list[CorrectionRow]:
    """Return what was reported of a fund, or of one use and its gaps, the latest first; one statement."""
    if not may(actor, Act.CORRECT).allowed:
        return []
    asked = Q(use_id=use_id) | Q(share__use_id=use_id) if use_id is not None else Q()
    rows = Correction.objects.filter(records.seen_by(actor), asked, fund_id=fund_id).order_by("-id")
    return [_row(dict(zip(_FIELDS, line, strict=True))) for line in rows.values_list(*_FIELDS)[:MOST]]


def _row(line: dict[str, object]) -> CorrectionRow:
    parts = [line.pop(name) for name in _FIELDS[-_PARTS:]]
    shared_at = line.pop("distribution__shared_at")
    of_use, of_share = line.pop("use__title"), line.pop("share__use__title")
    of_day = shanghai_day(shared_at).isoformat() if isinstance(shared_at, datetime) else ""
    names = {"interest__year": "year", "recorded_by_id": "recorded_by", "reported_by_id": "reported_by",
             "judged_by_id": "judged_by"}  # fmt: skip
    values = {names.get(name, name): value for name, value in line.items()}
    values["kind"], values["state"] = (
        CorrectionKind(str(values["kind"])),
        CorrectionState(str(values["state"])),
    )
    return CorrectionRow(
        title=str(of_use or of_share or of_day),
        door="".join(str(one) for one in parts if one),
        **values,  # type: ignore[arg-type]
    )


def corrections_to_confirm(*, actor: Actor) -> records.Lines[tuple[str, str, int]]:
    """Return each fund with reports that wait for this second person, by code and estate, and how many; one statement.

    A committee confirms only in funds it keeps.
    """
    if not may(actor, Act.CORRECT).allowed or actor.person_id is None:
        return records.Lines()
    rows = Correction.objects.filter(records.seen_by(actor), state=CorrectionState.REPORTED.value)
    rows = rows.exclude(reported_by_id=actor.person_id).exclude(recorded_by_id=actor.person_id)
    if actor.role is Role.COMMITTEE_MEMBER:
        rows = rows.filter(fund__handed_over_on__isnull=False)
    found = records.counted(rows, ("fund__estate__code", "fund__estate__name"))
    return found.then(lambda funds: [(code, name, count) for code, name, count in funds[:MOST_FUNDS]])


def correction_fund(correction_id: int, *, actor: Actor) -> tuple[str, str] | None:
    """Return the code of the estate and the stream of a report the actor may see."""
    if not may(actor, Act.CORRECT).allowed:
        return None
    rows = Correction.objects.filter(records.seen_by(actor), pk=correction_id)
    return rows.values_list("fund__estate__code", "stream").first()


def paid_uses(fund_id: int, *, actor: Actor) -> list[tuple[int, str]]:
    """Return the paid uses of a fund for the choice of one that was not paid after all, the newest first."""
    rows = Use.objects.filter(records.seen_by(actor), fund_id=fund_id, state=State.PAID.value).order_by("-id")
    return [
        (int(number), f"{title} {day}")
        for number, title, day in rows.values_list("id", "title", "paid_on")[:MOST]
    ]


def credited_years(fund_id: int, *, actor: Actor) -> list[int]:
    """Return the years whose interest stands in a fund, the latest first."""
    rows = Interest.objects.filter(records.seen_by(actor), fund_id=fund_id, taken_back_at=None)
    return list(rows.order_by("-year").values_list("year", flat=True)[:MOST])


def shared_out(fund_id: int, *, actor: Actor) -> list[tuple[int, str]]:
    """Return what the common part of a fund gave to the households and did not get back, the latest first."""
    rows = Distribution.objects.filter(records.seen_by(actor), fund_id=fund_id, taken_back_at=None)
    found = rows.values("entry_id").annotate(number=Min("pk"), fen=Sum("fen"), day=Min("entry__booked_on"))
    return [
        (int(one["number"]), f"{one['day']} {yuan(one['fen'])}") for one in found.order_by("-entry_id")[:MOST]
    ]


def deposit_at(fund_id: int, receipt: str, *, actor: Actor) -> int | None:
    """Return the entry of the deposit of a receipt that stands."""
    ledger = (
        Fund.objects.filter(records.seen_by(actor), pk=fund_id).values_list("ledger_id", flat=True).first()
    )
    found = standing_deposit(ledger, "".join(receipt.split()))[1] if ledger is not None else None
    return found.entry if found is not None else None


def share_at(use_id: int, household_id: int, *, actor: Actor) -> int | None:
    """Return what a household bears of a use."""
    rows = Share.objects.filter(records.seen_by(actor), use_id=use_id, household_id=household_id)
    return rows.values_list("pk", flat=True).first()
