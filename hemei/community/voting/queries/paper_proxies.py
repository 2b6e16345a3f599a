"""Written proxies that came with paper ballots: what they say, who entered them, whether another confirmed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import Proxy, Scan
from hemei.community.voting.queries.calling import serves
from hemei.community.voting.queries.settling import desks_of_proxies, hands_on_proxies, works_at
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.striking import Desk
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PaperProxyRow:
    """A proxy that came with a ballot: the number printed on that, its unit, when it came; `confirmed` once settled.

    Settled by who entered it, it was taken back. Of one that does not do, `asked` says that a person has to say who
    signed the ballot; `own` is what he said, and why lies in the vault.
    """

    id: int
    sheet_id: int
    serial: str
    unit: str
    holder_id: int
    evidence_id: int
    came_at: datetime
    entered_by: int
    confirmed: bool | None
    stream: str
    scan_id: int
    settled_by: int | None
    own: bool | None
    reason_id: int | None
    asked: bool

    @property
    def taken_back(self) -> bool:
        """Whether who entered it took it back, so that nobody judged it."""
        return self.settled_by == self.entered_by


def paper_proxy(proxy_id: int, *, actor: Actor, now: datetime) -> PaperProxyRow | None:
    """Return a proxy that came with a ballot, of a place of the actor's; above it one left to them."""
    row = next(iter(_rows(actor, pk=proxy_id)), None)
    return (
        row
        if row is None or serves(actor) or desk_of(row.id, actor=actor, now=now) is works_at(actor)
        else None
    )


def desk_of(proxy_id: int, *, actor: Actor, now: datetime) -> Desk:
    """Return whose second person looks at a proxy: of street or county where nobody else works below."""
    return desks_of_proxies(actor, now, list(Proxy.objects.filter(pk=proxy_id)))[proxy_id]


def hands_on(proxy_id: int) -> frozenset[int]:
    """Return who does not look at a proxy, or does not say who signed its ballot: he had a hand in it."""
    return hands_on_proxies(list(Proxy.objects.filter(pk=proxy_id)))[proxy_id]


def proxies_with(sheet_ids: Iterable[int], *, actor: Actor) -> list[PaperProxyRow]:
    """Return the proxies that came with printed ballots, the first entered first."""
    return _rows(actor, sheet_id__in=list(sheet_ids))


def paper_proxies_to_confirm(*, actor: Actor) -> record.Lines[tuple[int, int]]:
    """Return the batches with proxies that wait for the actor as the second person, each with how many; one statement.

    None whose ballot was entered, replaced or set aside: nothing waits for it.
    """
    return _counted(actor, settled_at=None)


def signatures_to_say(*, actor: Actor) -> record.Lines[tuple[int, int]]:
    """Return the batches with ballots whose proxy was refused, and of which the actor may say who signed them."""
    return _counted(actor, _unsaid(), _no_hand(actor), confirmed=False)


def paper_proxies_left(*, actor: Actor, now: datetime) -> record.Lines[tuple[int, int]]:
    """Return batch and id of the proxies that wait for street or county, also for who signed; one statement or more."""
    if actor.person_id is None or serves(actor) or actor.role not in roles_for(Act.CONFIRM_VOTER):
        return record.Lines()
    waiting = _open(actor, Q(settled_at=None) | Q(confirmed=False) & _unsaid() & _no_hand(actor)).order_by(
        "pk"
    )
    return record.lines_of(waiting, ["pk", "batch"], lambda *row: row).then(
        lambda found: _left(actor, now, dict(found))
    )


def _left(actor: Actor, now: datetime, batches: dict[int, int]) -> list[tuple[int, int]]:
    rows = Proxy.objects.filter(pk__in=list(batches)).order_by("pk") if batches else ()
    desks = desks_of_proxies(actor, now, list(rows)) if rows else {}
    return [(batches[number], number) for number, desk in desks.items() if desk is works_at(actor)]


def _unsaid() -> Q:
    """Say that who signed is asked: it was not said, and no later proxy came with the ballot."""
    later = Exists(_came().filter(pk__gt=OuterRef("pk")))
    return Q(~later, sheet__own_signature=None, sheet__entered_at=None, sheet__voided_at=None)


def _no_hand(actor: Actor) -> Q:
    """Say that the actor entered, holds and refused no proxy that came with the ballot."""
    own = actor.person_id
    return Q(~Exists(_came().filter(Q(entered_by=own) | Q(holder=own) | Q(settled_by=own))))


def _came() -> QuerySet[Proxy]:
    """Return the proxies that came with the same ballot as one of a query."""
    return Proxy.objects.filter(sheet=OuterRef("sheet"))


def _counted(actor: Actor, *asked: Q, **conditions: object) -> record.Lines[tuple[int, int]]:
    if actor.person_id is None or not serves(actor):
        return record.Lines()
    return record.counted(_open(actor, *asked, **conditions), by=["batch"])


def _open(actor: Actor, *asked: Q, **conditions: object) -> QuerySet[Proxy]:
    """Return proxies of ballots that still wait and that others entered or hold, each with a batch of its ballot."""
    pages = Scan.objects.filter(sheet=OuterRef("sheet"), set_aside_at=None).order_by("pk")
    rows = Proxy.objects.filter(
        record.seen_by(actor), *asked, sheet__isnull=False, sheet__entered_at=None, sheet__voided_at=None,
        roll__closed_at=None, **conditions,
    ).exclude(entered_by=actor.person_id).exclude(holder=actor.person_id)  # fmt: skip
    return rows.annotate(batch=Subquery(pages.values("batch")[:1])).filter(batch__isnull=False)


def paper_proxy_scan(row: PaperProxyRow) -> tuple[bytes, str] | None:
    """Return the scan of such a proxy and its media type."""
    scan = next((one for one in record.files_of([row.stream]) if one.id == row.scan_id), None)
    return (record.file_content(scan), scan.media_type) if scan is not None else None


def _rows(actor: Actor, **conditions: object) -> list[PaperProxyRow]:
    rows = Proxy.objects.filter(record.seen_by(actor), sheet__isnull=False, **conditions).order_by("pk")
    asked = ExpressionWrapper(Q(confirmed=False) & _unsaid(), output_field=BooleanField())
    fields = (
        "pk", "sheet_id", "sheet__run__number", "sheet__number", "roll_unit__code", "holder_id", "evidence_id",
        "given_at", "entered_by", "confirmed", "stream", "scan_id", "settled_by", "sheet__own_signature",
        "sheet__signature_reason_id", "asked",
    )  # fmt: skip
    return [
        PaperProxyRow(number, sheet, serial_of(run, place), *rest)
        for number, sheet, run, place, *rest in rows.annotate(asked=asked).values_list(*fields)
    ]
