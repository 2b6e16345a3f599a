"""Who looked where the list of risks told him to says what he found of each reason; a later note may follow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hemei.coordination.disclosure.models import Risk, RiskLook
from hemei.coordination.disclosure.rules.acts import Act, may
from hemei.coordination.disclosure.rules.asking import fits
from hemei.coordination.disclosure.rules.risks import may_put_down
from hemei.coordination.disclosure.services.shared import missing, tell
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand


@records.whole
def put_down_look(
    *, actor: Actor, now: datetime, risk_id: int, seen: str, codes: Collection[str], text: str
) -> None:
    """Put down what was found of the reasons with these codes, whose digest is `seen`; they are open no more.

    What was put down before stays; another note on the same reasons follows it.

    Raises:
        Refused: not the actor's, other reasons stand now, none of them is named, or nothing is said.
    """
    demand(may(actor, Act.LOOK))
    with records.acting(actor):
        row = Risk.objects.select_for_update().filter(record.seen_by(actor), pk=risk_id).first()
        if row is None or actor.person_id is None:
            raise missing()
        standing = [one["code"] for one in row.reasons]
        demand(fits(text), may_put_down(seen=seen, digest=row.digest, codes=codes, standing=standing))
        found = records.seal(stream=row.stream, scope=row.scope, field="found", text=text.strip())
        RiskLook.objects.create(
            stream=row.stream, scope=row.scope, estate_id=row.estate_id, score=row.score, reasons=row.reasons,
            digest=row.digest, codes=sorted(set(codes)), found_id=found.vault_id, looked_by_id=actor.person_id,
            body_id=actor.body_id, looked_at=now,
        )  # fmt: skip
        texts = {"found": {"vault": found.vault_id, "commitment": found.commitment}}
        data = {
            "estate": row.estate_id,
            "score": row.score,
            "reasons": row.digest,
            "codes": sorted(set(codes)),
            "texts": texts,
        }
        tell(actor, now, row, "disclosure.risk_looked_at", data)
