"""Who lived in which property unit without owning it, and when."""

from __future__ import annotations

from django.db import models

from hemei.ground.people.rules.residents import ResidenceKind


class Residence(models.Model):
    """A tenant, a member of the family or another resident of a unit during a period; owners stand in `Ownership`.

    `stream` is the person's: whoever may see an estate through its own stream, a company say, does not see who
    lives there.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="residences")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ResidenceKind])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="people_residence_period",
            )
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} with person {self.person_id} from {self.valid_from}"
