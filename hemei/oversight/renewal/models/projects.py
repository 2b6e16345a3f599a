"""The renovation of an estate as a project: works, budget, stages, acceptance."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RenovationProject(models.Model):
    """What is built in a renovation of `companies`, for how much, and when it was accepted.

    The days of the renovation and the mode that follows stand there. `works` are codes of the standard, money is in
    fen. `cover_by` is the day until which coverage is asked after acceptance, `covered_on` when it was there.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    renovation = models.OneToOneField("companies.Renovation", models.PROTECT, related_name="+")
    works = ArrayField(models.TextField())
    budget_fen = models.BigIntegerField()
    due_on = models.DateField()
    accepted_on = models.DateField(null=True)
    acceptance = models.TextField(blank=True, default="")
    cover_by = models.DateField(null=True)
    covered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(budget_fen__gt=0), name="renewal_renovationproject_budget"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on=None, acceptance="", cover_by=None, covered_on=None)
                | (
                    models.Q(accepted_on__isnull=False, cover_by__gt=models.F("accepted_on"))
                    & ~models.Q(acceptance="")
                ),
                name="renewal_renovationproject_accepted",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="renewal_project_scope")]

    def __str__(self) -> str:
        return f"project {self.pk} of estate {self.estate_id}"


class ProjectStage(models.Model):
    """A stage of a project: by when it was planned to be done, and when it was."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    project = models.ForeignKey("renewal.RenovationProject", models.PROTECT, related_name="stages")
    number = models.SmallIntegerField()
    name = models.TextField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="renewal_projectstage_once")
        ]
        indexes = [models.Index(fields=["scope"], name="renewal_projectstage_scope")]

    def __str__(self) -> str:
        return f"stage {self.number} of project {self.project_id}"
