"""Guardians and delegates: the scan of their paper, how many owners one represents, who waits for a second clerk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection

from hemei.community.voting.models import AwaitedBinding, VoterBinding
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.uploads import MOST_BYTES
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.community.voting.services.waiting import owe_second
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

if TYPE_CHECKING:
    from hemei.community.voting.services.voters import BindingDraft, Kept


def demand_paper(scan: tuple[BinaryIO, str] | None) -> None:
    """Refuse a guardian or delegate without the scan of what entitles him."""
    if scan is None:
        raise Refused.because(
            mark("没有上传监护证明或者授权书的扫描件"),
            remedy=mark("监护人上传监护证明或者法院文书，单位代表上传加盖公章的授权书"), field="scan", code="no_scan",
        )  # fmt: skip


def keep_paper(scan: tuple[BinaryIO, str], *, stream: str, scope: str, now: datetime) -> int:
    """Keep the scan of a paper; returns its file."""
    upload, name = scan
    kept = records.keep_scan(
        upload, name=name, most_bytes=MOST_BYTES, stream=stream, scope=scope, purpose="voter", now=now
    )
    return int(kept.pk)


def represented(actor: Actor, draft: BindingDraft, estate_id: int) -> int:
    """Return for how many other owners a human is bound as guardian or delegate today, in the whole city.

    All homes of one owner count once, as all the developer's of an estate do; all records of a human are he. Two
    bindings of one human at the same moment are counted one after the other.
    """
    if draft.capacity not in voters.FOR_ANOTHER:
        return 0
    with people_services.opened(actor, places.city().path):
        same = people.same_as(draft.person_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"voting.acting:{min(same)}"]
            )
        rows = VoterBinding.objects.filter(
            person_id__in=same, ended_at=None, capacity__in=[one.value for one in voters.FOR_ANOTHER]
        )
        held = set(rows.values_list("owner_id", "unit__estate_id"))
        owners = {owner for owner in (draft.owner_id, *(one for one, _ in held)) if owner is not None}
        humans = people.humans_of(owners)
    ours = _head(draft.owner_id, estate_id, humans)
    return len({_head(owner, estate, humans) for owner, estate in held} - {ours})


def _head(owner: int | None, estate_id: int, humans: dict[int, int]) -> tuple[str, int]:
    return ("owner", humans[owner]) if owner is not None else ("developer", estate_id)


def keep_waiting(
    actor: Actor, now: datetime, draft: BindingDraft, scope: str, *, kept: Kept, represents: int, proof: VoterProof
) -> None:  # fmt: skip
    """Write down a guardian or delegate who waits for a second clerk.

    Raises:
        Refused: whoever enters it has no name, or another waits for the unit.
    """
    if actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    if kept.scan_id is None or kept.named is None or kept.evidence_id is None:
        raise ValueError("who votes for another waits with the papers that entitle him")
    if AwaitedBinding.objects.filter(unit_id=draft.unit_id, settled_at=None).exists():
        raise Refused.because(
            mark("这一专有部分还有一名表决人等待确认"), field="unit", code="waits",
            remedy=mark("请先由另一名工作人员确认或者不予确认，或者由登记的人撤回"),
        )  # fmt: skip
    row = AwaitedBinding.objects.create(
        id=kept.number, unit_id=draft.unit_id, person_id=draft.person_id, owner_id=draft.owner_id,
        kind=draft.kind.value, capacity=draft.capacity.value, document=draft.document, extract_on=draft.extract_on,
        evidence_id=kept.evidence_id, scan_id=kept.scan_id, represents=represents, entered_by=actor.person_id,
        entered_at=now, scope=scope, stream=f"voting.binding:{kept.number}",
    )  # fmt: skip
    data = {
        **_said(row),
        "represents": represents,
        "scan": kept.named,
        "texts": kept.texts,
    }
    tell_waiting(actor, now, row, "voting.binding_entered", data, proof)
    if not AwaitedBinding.objects.filter(scan=row.scan_id, settled_at=None, pk__lt=row.pk).exists():
        owe_second(actor, now, row)  # one paper is looked at once, for however many homes


def tell_waiting(
    actor: Actor, now: datetime, row: AwaitedBinding, event: str, data: dict[str, Any], proof: VoterProof
) -> None:
    """Record what happened to a binding that waits or waited."""
    records.record_event(
        stream=row.stream, type=event, actor=actor, at=now, scope=row.scope, data={"binding": row.pk, **data},
        references=[proof.acting.warrant.reference],
    )  # fmt: skip


def _said(row: AwaitedBinding) -> dict[str, Any]:
    return {
        "unit": row.unit_id,
        "person": row.person_id,
        "owner": row.owner_id,
        "kind": row.kind,
        "capacity": row.capacity,
        "document": row.document,
    }
