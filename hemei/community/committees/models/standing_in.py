"""Tables of the stand-in body: the property management committee is a body of its estate, for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hemei.community.committees.rules.life_words import StandInEnd, StandInSide


class StandIn(models.Model):
    """A property management committee 物业管理委员会; `valid_until` is the end of its term, itself excluded."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body = models.OneToOneField("people.Body", models.PROTECT, related_name="+")
    profile = models.TextField()
    posted_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(
        blank=True, default="", choices=[(one.value, one.value) for one in StandInEnd]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")), name="committees_standin_period"
            ),
            models.UniqueConstraint(
                fields=["estate"], name="committees_standin_one", condition=Q(ended_on=None)
            ),
        ]
        indexes = [models.Index(fields=["scope"], name="committees_standin_scope")]

    def __str__(self) -> str:
        return f"stand-in of estate {self.estate_id} from {self.valid_from}"


class StandInMember(models.Model):
    """A member of a stand-in body: whom he speaks for; his name is a vault row.

    Who has an `appointment` acts for the body in the platform, as the `person` whose account it is.
    """

    id = models.BigAutoField(primary_key=True)
    stand_in = models.ForeignKey("committees.StandIn", models.PROTECT, related_name="members")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.SmallIntegerField()
    side = models.TextField(choices=[(one.value, one.value) for one in StandInSide])
    chair = models.BooleanField(default=False)
    name_id = models.BigIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stand_in", "number"], name="committees_standinmember_number"),
            models.UniqueConstraint(
                fields=["stand_in"], name="committees_standinmember_chair", condition=Q(chair=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number} of {self.stand_in_id}"
