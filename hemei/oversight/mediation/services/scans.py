"""A scan of the signed paper goes into the file of the dispute; what it shows replaces nobody's hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.oversight.mediation.models import AgreementScan
from hemei.oversight.mediation.rules.scans import ScanKind, may_scan
from hemei.oversight.mediation.services.agreements import own_agreement
from hemei.oversight.mediation.services.shared import live_parties, tell

MOST_BYTES = 10_000_000
PURPOSE = "scan"
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanDraft:
    """A scan about to be kept; `party_id` is whose fingerprint a photo shows."""

    kind: ScanKind
    upload: BinaryIO
    name: str
    party_id: int | None = None


def add_scan(*, actor: Actor, now: datetime, agreement_id: int, draft: ScanDraft) -> int:
    """Keep a scan of an agreement and return its id; parties and whoever handles the file see it, nobody else.

    Raises:
        Refused: not the actor's, the agreement is void, the file is neither a PDF nor a photo, or was added before.
    """
    found, row = own_agreement(actor, agreement_id)
    kept = _read(draft)
    sha256 = hashlib.sha256(kept.content).hexdigest()
    before = list(AgreementScan.objects.filter(agreement=found).values_list("sha256", flat=True))
    party = next((one.pk for one in live_parties(row) if one.pk == draft.party_id), None)
    demand(
        may_scan(
            kind=draft.kind, void=found.void_at is not None, kept=len(before), known=sha256 in before,
            of_party=party is not None,
        )
    )  # fmt: skip
    with opened(actor, NOWHERE):
        where = {"stream": row.stream, "scope": row.scope, "purpose": PURPOSE, "now": now}
        if isinstance(kept, records.Attachment):
            file = records.add_attachment(kept, **where)  # type: ignore[arg-type]
        else:
            file = records.add_photo(kept, **where)  # type: ignore[arg-type]
    scan = AgreementScan.objects.create(
        agreement=found, stream=row.stream, scope=row.scope, kind=draft.kind.value, party_id=party, file_id=file.pk,
        sha256=sha256, added_at=now,
    )  # fmt: skip
    data = {"agreement": found.pk, "scan": scan.pk, "kind": scan.kind, "party": party, "sha256": sha256}
    tell(actor, now, row, "mediation.agreement_scanned", data)
    return int(scan.pk)


def _read(draft: ScanDraft) -> records.Photo | records.Attachment:
    """Check an upload by its bytes: a PDF where its name says so, else a photo; raises Refused."""
    if not draft.name.lower().endswith(records.DOCUMENT_ENDINGS):
        return records.prepare_photo(draft.upload, name=draft.name, most_bytes=MOST_BYTES)
    found = records.prepare_attachment(draft.upload, name=draft.name, most_bytes=MOST_BYTES)
    if found.media_type != _PDF:
        raise Refused.because(
            mark("扫描件要是PDF或者照片"),
            remedy=mark("请把签过字的纸扫描或者拍照"),
            field="file",
            code="kind",
        )
    return found
