"""Who of the owners demands a meeting."""

from __future__ import annotations

from django.db import models


class Demand(models.Model):
    """An owner who demands a meeting 要求召开, once; he may take it back while too few do.

    `text_id` is the vault row of why, from who began it.
    """

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="demands", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    text_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meetings_demand_once"),
        ]

    def __str__(self) -> str:
        return f"demand {self.pk} of {self.stream}"
