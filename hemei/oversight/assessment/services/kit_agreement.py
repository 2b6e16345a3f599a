"""How far assessors agree, measured by the worker after a hidden second visit came in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.kernel.actor import Actor
from hemei.oversight.assessment.models import Round, RoundAgreement, Visit
from hemei.oversight.assessment.queries.kit_pairs import paired_ratings
from hemei.oversight.assessment.rules.agreement import FINENESS, alpha_of
from hemei.oversight.assessment.services.shared import tell


def measure_agreement(*, actor: Actor, now: datetime, round_id: int) -> None:
    """Measure a round anew from all pairs of visits; measuring twice changes nothing and says nothing."""
    with transaction.atomic():
        row = Round.objects.select_for_update().filter(pk=round_id).first()
        if row is None:
            return
        pairs, ratings = paired_ratings(round_id)
        alpha = alpha_of(ratings) if pairs else None
        found = None if alpha is None else int(alpha * FINENESS)
        before = RoundAgreement.objects.filter(round=row).first()
        if before is not None and (before.pairs, before.alpha_millionths) == (pairs, found):
            return
        values = {"pairs": pairs, "alpha_millionths": found, "measured_at": now}
        RoundAgreement.objects.update_or_create(
            round=row, defaults={**values, "stream": row.stream, "scope": row.scope}
        )
        tell(actor, now, row, "assessment.agreement_measured", {"pairs": pairs, "alpha_millionths": found})


def follow_visit(*, actor: Actor, now: datetime, visit_id: int) -> None:
    """Measure the round of a visit anew, if the visit has a second one or is one."""
    visit = Visit.objects.filter(pk=visit_id).select_related("entry").first()
    paired = visit is not None and (
        visit.second_of_id is not None or Visit.objects.filter(second_of_id=visit_id).exists()
    )
    if visit is not None and paired:
        measure_agreement(actor=actor, now=now, round_id=visit.entry.round_id)
