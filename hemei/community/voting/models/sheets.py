"""The sheet a ballot came on: one unit, all items, one door."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.voting.rules.casting import CHANNELS
from hemei.community.voting.rules.voters import CAST_AS


class Sheet(models.Model):
    """A sheet 选票 of one unit. `secret` holds its ballots' codes and salts, locked; no organiser opens it early.

    `basis` is what shows that the right person voted, `capacity` as what he voted, and `evidence_id` the words in the
    vault that say by which papers, where he is not the sole owner. Paper of which only a period is known came between
    `handed_from` and `handed_until`; it counts by `received_at`, one of the two. `key` is the form's own, so that a
    form sent twice is one sheet. `unsigned` paper bore nobody's signature and is not valid.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="+", db_index=False)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="sheets")
    channel = models.TextField()
    basis = models.TextField()
    binding = models.ForeignKey("voting.VoterBinding", models.PROTECT, null=True, related_name="+")
    proxy = models.ForeignKey("voting.Proxy", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    document = models.TextField(blank=True, default="")
    capacity = models.TextField(blank=True, default="", db_default="")
    evidence_id = models.BigIntegerField(null=True)
    visitors = ArrayField(models.BigIntegerField(), default=list)
    received_at = models.DateTimeField()
    handed_from = models.DateTimeField(null=True)
    handed_until = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    unsigned = models.BooleanField(default=False, db_default=False)
    key = models.TextField(null=True)  # noqa: DJ001 - sheets of a batch have none
    secret = models.BinaryField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll_unit", "key"], name="voting_sheet_key_once"),
            models.CheckConstraint(
                condition=models.Q(channel__in=sorted(CHANNELS)), name="voting_sheet_channel"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__in=list(CAST_AS)), name="voting_sheet_capacity"
            ),
        ]
        indexes = [models.Index(fields=["roll", "-id"], name="voting_sheet_roll")]

    def __str__(self) -> str:
        return f"sheet {self.pk}"
