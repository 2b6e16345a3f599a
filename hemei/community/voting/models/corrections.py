"""What an authority orders corrected, and the ballots that were struck."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.voting.rules.orders import OrderState


class CorrectionOrder(models.Model):
    """An order of correction 责令改正 on decisions of an assembly; owners of the estate may read it.

    `clause` is what was broken. Reason, answer and settlement lie in the vault. A settled one is never opened again.
    """

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, related_name="orders", db_index=False)
    number = models.SmallIntegerField()
    state = models.TextField(choices=[(state.value, state.value) for state in OrderState])
    body_id = models.BigIntegerField(null=True)
    document = models.TextField()
    clause = models.TextField()
    vote_ids = ArrayField(models.BigIntegerField())
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reason_id = models.BigIntegerField()
    answered_at = models.DateTimeField(null=True)
    answer_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settlement_id = models.BigIntegerField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="voting_correctionorder_once"),
        ]

    def __str__(self) -> str:
        return f"order {self.number} on {self.stream}"


class Strike(models.Model):
    """A ballot that was struck 剔除: it counts no more from a round of the count on. Only ever added.

    `ground` is a code of the standard, `cites` the objection or order it rests on; document and reason lie in the
    vault.
    """

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, related_name="strikes")
    ballot = models.OneToOneField("voting.Ballot", models.PROTECT, related_name="strike")
    round = models.SmallIntegerField()
    ground = models.TextField()
    cites = models.SmallIntegerField(null=True)
    struck_at = models.DateTimeField()
    document_id = models.BigIntegerField(null=True)
    reason_id = models.BigIntegerField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    def __str__(self) -> str:
        return f"strike {self.pk} of ballot {self.ballot_id}"
