"""An owner objects to what came in for his unit while the vote runs, whether or not a voter is registered for it."""

from __future__ import annotations

from django.db import models


class SheetObjection(models.Model):
    """An objection of an owner to ballots of his unit 对收到的选票的异议, settled before the result is made known.

    Who settles it, by saying of each sheet whose it was, did not enter it; it is settled once. Its words lie in the
    vault.
    """

    id = models.BigAutoField(primary_key=True)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="objections")
    text_id = models.BigIntegerField()
    objected_by = models.BigIntegerField(null=True)
    objected_at = models.DateTimeField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("objected_by")),
                name="voting_sheetobjection_two_hands",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, upheld=None, settled_by=None)
                | models.Q(settled_at__isnull=False, upheld__isnull=False),
                name="voting_sheetobjection_settled",
            ),
            models.UniqueConstraint(
                fields=["roll_unit"],
                condition=models.Q(settled_at=None),
                name="voting_sheetobjection_one_waits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "id"],
                name="voting_sheetobjection_waits",
                condition=models.Q(settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk} to sheets of {self.roll_unit_id}"
