"""Tables of voting: the frozen roll, what is put to the vote, and the ballots. Ballots are only ever added."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.standards import MATTER_CODES


class Roll(models.Model):
    """A roll 表决权名册, frozen on the day of the notice; the totals are those of its units as they stand."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    key = models.TextField(unique=True)
    noticed_on = models.DateField()
    closes_at = models.DateTimeField()
    total_area_dm2 = models.BigIntegerField()
    total_heads = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="voting_roll_scope")]

    def __str__(self) -> str:
        return self.stream


class RollUnit(models.Model):
    """A unit of a roll. `head` numbers the heads of the roll; `several` says that its head may have other units.

    A unit without owners is the developer's. `corrected` units are counted as they stand here, all others as their
    ballots copied them.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="units", db_index=False)
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    code = models.TextField()
    building = models.TextField()
    area_dm2 = models.IntegerField()
    owner_ids = ArrayField(models.BigIntegerField())
    delivered = models.BooleanField()
    head = models.IntegerField()
    several = models.BooleanField()
    corrected = models.BooleanField(default=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "unit"], name="voting_rollunit_once"),
            models.CheckConstraint(condition=models.Q(area_dm2__gt=0), name="voting_rollunit_area_positive"),
        ]
        indexes = [
            models.Index(fields=["id"], name="voting_rollunit_corrected", condition=models.Q(corrected=True)),
            GinIndex(fields=["owner_ids"], name="voting_rollunit_owners"),
        ]

    def __str__(self) -> str:
        return self.code


class Vote(models.Model):
    """One matter put to the vote of a roll; the notice fixes them, none is added later."""

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="votes", db_index=False)
    number = models.SmallIntegerField()
    matter = models.TextField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="voting_vote_once"),
            models.CheckConstraint(
                condition=models.Q(matter__in=sorted(MATTER_CODES)), name="voting_vote_matter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Ballot(models.Model):
    """A ballot 选票. The one of its unit that counts is `standing`; another may take its place, no more changes."""

    id = models.BigAutoField(primary_key=True)
    vote = models.ForeignKey("voting.Vote", models.PROTECT, related_name="ballots", db_index=False)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="ballots", db_index=False)
    received_at = models.DateTimeField()
    area_dm2 = models.IntegerField()
    head = models.IntegerField()
    several = models.BooleanField()
    valid = models.BooleanField()
    standing = models.BooleanField()
    choice = models.TextField()
    channel = models.TextField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "roll_unit"],
                condition=models.Q(standing=True),
                name="voting_ballot_one_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(standing=False) | models.Q(valid=True), name="voting_ballot_standing_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(choice__in=sorted(CHOICES)), name="voting_ballot_choice"
            ),
        ]
        indexes = [
            models.Index(fields=["roll_unit", "vote"], name="voting_ballot_unit"),
            models.Index(
                fields=["vote"],
                include=["head", "area_dm2", "choice", "roll_unit"],
                condition=models.Q(standing=True, several=True),
                name="voting_ballot_several",
            ),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk} of {self.vote_id}"
