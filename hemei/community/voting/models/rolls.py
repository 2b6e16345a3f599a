"""The frozen roll and its units."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Roll(models.Model):
    """A roll 表决权名册, frozen on the day of the notice; the totals are those of its units as they stand.

    Ballots come in from `opens_at` to `closes_at`; when `closed_at` is set, the database takes no more. At
    `released_at` the result was final, and who had voted in another's right was let out again. `salt` is that
    of the commitment to the roll. `own` is what the estate's rules of procedure said that day: the roll is counted by
    it, whatever they say later. Its stream is open to every owner on it who looks: nothing of one owner is sealed
    or kept under it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    estate_name = models.TextField()
    key = models.TextField()
    noticed_on = models.DateField()
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    salt = models.TextField(default="")
    own = models.JSONField(default=dict, db_default={})
    total_area_dm2 = models.BigIntegerField()
    total_heads = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "key"], name="voting_roll_key_once")]
        indexes = [
            models.Index(fields=["scope", "-id"], name="voting_roll_scope"),
            models.Index(fields=["id"], name="voting_roll_unreleased", condition=models.Q(released_at=None)),
        ]

    def __str__(self) -> str:
        return self.stream


class RollUnit(models.Model):
    """A unit of a roll. `head` numbers the heads of the roll; `several` says that its head may have other units.

    Its stream is its own, so that its owners may be let in. A unit without owners is the developer's. `corrected`
    units are counted as they stand here, all others as their ballots copied them. Of a unit whose owners or delivery
    were put right `owners_since` says when: what came before was cast under the former entry.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    code = models.TextField()
    building = models.TextField()
    entrance = models.TextField(default="")
    area_dm2 = models.IntegerField()
    owner_ids = ArrayField(models.BigIntegerField())
    delivered = models.BooleanField()
    head = models.IntegerField()
    several = models.BooleanField()
    corrected = models.BooleanField(default=False)
    owners_since = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "unit"], name="voting_rollunit_once"),
            models.UniqueConstraint(fields=["roll", "code"], name="voting_rollunit_named_once"),
            models.CheckConstraint(condition=models.Q(area_dm2__gt=0), name="voting_rollunit_area_positive"),
        ]
        indexes = [
            models.Index(fields=["id"], name="voting_rollunit_corrected", condition=models.Q(corrected=True)),
            GinIndex(fields=["owner_ids"], name="voting_rollunit_owners"),
        ]

    def __str__(self) -> str:
        return self.code


class OneOwner(models.Model):
    """Two records of a roll's owners are one human 同一业主, who proved it: since then one counts as the other.

    The lowest of his records is the one he counts as. What was counted before stays as it was counted.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="one_owners", db_index=False)
    person_id = models.BigIntegerField()
    counted_as = models.BigIntegerField()
    since = models.DateTimeField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "person_id", "counted_as"], name="voting_oneowner_once"),
            models.CheckConstraint(
                condition=models.Q(counted_as__lt=models.F("person_id")), name="voting_oneowner_lowest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.counted_as} of {self.roll_id}"


class RollCorrection(models.Model):
    """A correction of a unit's owners or delivery that waits for a second person, because ballots of it came in.

    What is None stays as it is. Who confirms or refuses it is not who entered it; it is answered once. One that nobody
    answered before the end of the vote lapses.
    """

    id = models.BigAutoField(primary_key=True)
    roll_unit = models.ForeignKey(
        "voting.RollUnit", models.PROTECT, related_name="corrections", db_index=False
    )
    area_dm2 = models.IntegerField(null=True)
    owner_ids = ArrayField(models.BigIntegerField(), null=True)
    delivered = models.BooleanField(null=True)
    reason_id = models.BigIntegerField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answered_by=models.F("asked_by")), name="voting_rollcorrection_two_hands"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by=None, answered_at=None, confirmed=None)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False, confirmed__isnull=False),
                name="voting_rollcorrection_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(owner_ids__isnull=False)
                | models.Q(delivered__isnull=False)
                | models.Q(area_dm2__isnull=False),
                name="voting_rollcorrection_what",
            ),
            models.UniqueConstraint(
                fields=["roll_unit"],
                condition=models.Q(answered_at=None),
                name="voting_rollcorrection_one_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.roll_unit_id}"
