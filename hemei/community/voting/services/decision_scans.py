"""The scan of the sealed document by which a committee called a meeting: whoever votes reads what it says."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import Step
from hemei.community.voting.rules.uploads import MOST_BYTES
from hemei.community.voting.services.assemblies import locked, tell_of
from hemei.community.voting.services.own_committee import for_own_estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark


@for_own_estate
@transaction.atomic
def show_decision(*, actor: Actor, now: datetime, assembly_id: int, upload: BinaryIO, name: str) -> None:
    """Keep the scan of the sealed document that was cited, for everybody who reads the meeting; it stays.

    Raises:
        Refused: the meeting was not called by a document, shows its scan already, or its vote is closed; the file is
            neither photo nor document.
    """
    found = locked(actor, assembly_id, Act.CALL, Step.SHOW_DECISION)
    if found.called_by != "committee" or found.decision_item is not None:
        raise Refused.because(
            mark("这次会议不是凭盖章的文书召集的"),
            remedy=mark("凭会议通过的事项召集的，决议全文已经写在会议页"), code="no_document",
        )  # fmt: skip
    if found.decision_scan_id is not None:
        raise Refused.because(
            mark("文书的扫描件已经上传"), remedy=mark("传错了的，请取消会议，凭文书重新召集"), code="shown"
        )
    found.decision_scan = records.keep_scan(
        upload, name=name, most_bytes=MOST_BYTES, stream=found.stream, scope=found.scope, purpose="decision", now=now
    )  # fmt: skip
    found.save(update_fields=["decision_scan"])
    tell_of(actor, now, found, "voting.decision_shown", {"scan": found.decision_scan_id}, ())
