"""Who owned which property unit, and when."""

from __future__ import annotations

from django.db import models


class Ownership(models.Model):
    """An owner of a unit during a period, alone or with others.

    Shares stand as a fraction; without one the owners hold the unit jointly. `stream` is the person's: whoever
    may see an estate through its own stream, a company say, does not see its owners.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="ownerships")
    share_of = models.IntegerField(null=True)
    share_in = models.IntegerField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="people_ownership_period",
            ),
            models.CheckConstraint(
                condition=models.Q(share_of=None, share_in=None)
                | models.Q(share_of__gt=0, share_in__gte=models.F("share_of")),
                name="people_ownership_share",
            ),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} of person {self.person_id} from {self.valid_from}"
