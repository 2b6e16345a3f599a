"""The scan of the sealed document by which a committee called a meeting: whoever votes reads what it says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import Step
from hemei.community.voting.services.assemblies import locked, tell_of
from hemei.community.voting.services.decided import Scan, keep_scan, shown_as
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@for_own_estate
@transaction.atomic
def show_decision(*, actor: Actor, now: datetime, assembly_id: int, scan: Scan) -> None:
    """Keep the scan of the sealed document that was cited, for everybody who reads the meeting; it stays.

    Raises:
        Refused: the meeting was not called by a document, shows its scan already, or its vote is closed; the file is
            neither photo nor document.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.SHOW_DECISION)
    if found.decision_scan_id is not None:
        raise Refused.because(
            mark("文书的扫描件已经上传"), remedy=mark("传错了的，请取消会议，凭文书重新召集"), code="shown"
        )
    keep_scan(found, scan, now)
    found.save(update_fields=["decision_scan"])
    tell_of(actor, now, found, "voting.decision_shown", shown_as(found), ())
