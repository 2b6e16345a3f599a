"""Service where no company is under contract: basic service of the community, emergency service for a time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.oversight.renewal.rules.words import Cause


class BasicService(models.Model):
    """Basic service 准物业 of an estate during a period: what is done, what owners pay, what the public adds.

    `body` is the residents' committee that runs it. `charge_fen` is fen a square metre and month, `subsidy_fen` fen a
    year for the whole estate. `voided_at` marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    services = ArrayField(models.TextField())
    charge_fen = models.IntegerField()
    subsidy_fen = models.BigIntegerField()
    document = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(charge_fen__gte=0) & models.Q(subsidy_fen__gte=0),
                name="renewal_basicservice_money",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="renewal_basicservice_period",
            ),
        ]
        indexes = [models.Index(fields=["scope"], name="renewal_basicservice_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} from {self.valid_from}"


class EmergencyService(models.Model):
    """Emergency service 应急物业 for an estate suddenly unmanaged: six months at most, which the database demands.

    `ends_on` is the day it ends at the latest, `ended_on` when it did, both excluded. `body` serves, `charge_fen` is
    fen a square metre and month on all owners.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    cause = models.TextField(choices=[(cause.value, cause.value) for cause in Cause])
    services = ArrayField(models.TextField())
    charge_fen = models.IntegerField()
    document = models.TextField()
    begun_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(charge_fen__gte=0), name="renewal_emergencyservice_money"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("begun_on"))
                & (
                    models.Q(ended_on=None)
                    | (
                        models.Q(ended_on__gt=models.F("begun_on"))
                        & models.Q(ended_on__lte=models.F("ends_on"))
                    )
                ),
                name="renewal_emergencyservice_period",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="renewal_emergency_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} until {self.ends_on}"
