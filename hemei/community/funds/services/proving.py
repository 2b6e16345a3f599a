"""Papers are kept with a use: contract, acceptance, invoice, offers, the report of an audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Use
from hemei.community.funds.rules.acts import Act
from hemei.community.funds.rules.papers import may_add_paper
from hemei.community.funds.services.shared import on_use, tell
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.services import Attachment, Photo
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

PAPER = "fund_"
"""How the purpose of a file begins; the code of the paper follows."""


@records.whole
def add_papers(
    *, actor: Actor, now: datetime, use_id: int, code: str, files: Sequence[Attachment | Photo]
) -> None:
    """Keep papers of one kind with a use that may be built, until after it is paid.

    Raises:
        Refused: not the actor's, no such paper, no file, or the use was not cleared.
    """
    with on_use(actor, Act.WORK, use_id) as (_fund, row):
        rules = fund_rules(row.planned_on)
        demand(may_add_paper(code, files=len(files), begun=row.cleared_on is not None, rules=rules))
        for one in files:
            purpose = PAPER + code
            if isinstance(one, Photo):
                records.add_photo(one, stream=row.stream, scope=row.scope, purpose=purpose, now=now)
            else:
                records.add_attachment(one, stream=row.stream, scope=row.scope, purpose=purpose, now=now)
        tell(actor, now, row, "funds.papers_added", {"paper": code, "files": len(files)})


def papers_of(row: Use) -> AbstractSet[str]:
    """Return which papers are kept with a use."""
    return {one.purpose.removeprefix(PAPER) for one in record.files_of([row.stream])}
