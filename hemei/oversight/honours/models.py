"""Tables of honours. All stand behind walls; statements, findings and objections are vault rows."""

from __future__ import annotations

from django.db import models

from hemei.oversight.honours.rules.words import LIVE, Ground, Kind, Stage, State

_SHOWN = (
    models.Q(
        kind=Kind.MECHANISM.value,
        community__isnull=False,
        committee__isnull=True,
        company__isnull=True,
        project__isnull=True,
    )
    | models.Q(
        kind=Kind.COMMITTEE.value,
        community__isnull=True,
        committee__isnull=False,
        company__isnull=True,
        project__isnull=True,
    )
    | models.Q(
        kind__in=[Kind.COMPANY_SERVICE.value, Kind.DEMONSTRATION.value],
        community__isnull=True,
        committee__isnull=True,
        company__isnull=False,
        project__isnull=False,
    )
)


class Nomination(models.Model):
    """A nomination and what becomes of it; published, it is the exemplar, from `valid_from` to `valid_until`.

    What is honoured stands in the one column of its kind: the community whose mechanism it is, the committee, or the
    company with its project. `checked_on` is the last re-check that it passed; `statement_id` is a vault row.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in Kind])
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    community = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    committee = models.ForeignKey("people.Body", models.PROTECT, null=True, related_name="+")
    company = models.ForeignKey("companies.Company", models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey("companies.Project", models.PROTECT, null=True, related_name="+")
    body_id = models.BigIntegerField()
    nominated_on = models.DateField()
    statement_id = models.BigIntegerField()
    state = models.TextField(choices=[(state.value, state.value) for state in State])
    posted_on = models.DateField(null=True)
    posting_ends_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ground = models.TextField(blank=True, default="", choices=[(one.value, one.value) for one in Ground])
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_SHOWN, name="honours_nomination_shown"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="honours_nomination_period",
            ),
            models.UniqueConstraint(
                fields=["kind", "estate"],
                condition=models.Q(state__in=sorted(state.value for state in LIVE)),
                name="honours_nomination_once",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="honours_nomination_scope")]

    def __str__(self) -> str:
        return f"{self.kind} of estate {self.estate_id}"


class Review(models.Model):
    """A visit or a review of a nomination: which members took part, how many agreed, what evaluation lay before them.

    `evidence` is what was handed to the group: standard, day, points and of how many; empty where there was none.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    nomination = models.ForeignKey("honours.Nomination", models.PROTECT, related_name="reviews")
    stage = models.TextField(choices=[(stage.value, stage.value) for stage in Stage])
    held_on = models.DateField()
    members = models.JSONField()
    present = models.SmallIntegerField()
    agree = models.SmallIntegerField()
    passed = models.BooleanField()
    evidence = models.JSONField(default=dict)
    found_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agree__gte=0) & models.Q(agree__lte=models.F("present")),
                name="honours_review_counted",
            )
        ]
        indexes = [models.Index(fields=["scope"], name="honours_review_scope")]

    def __str__(self) -> str:
        return f"{self.stage} of {self.nomination_id} on {self.held_on}"


class Objection(models.Model):
    """What somebody said against a posted nomination; both texts are vault rows."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    nomination = models.ForeignKey("honours.Nomination", models.PROTECT, related_name="objections")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    text_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    answer_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "person"], name="honours_objection_once"),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, upheld=None)
                | models.Q(decided_at__isnull=False, upheld__isnull=False),
                name="honours_objection_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["scope"], name="honours_objection_scope")]

    def __str__(self) -> str:
        return f"against {self.nomination_id}"


class Recheck(models.Model):
    """A yearly look at what was published; one that fails withdraws it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    nomination = models.ForeignKey("honours.Nomination", models.PROTECT, related_name="rechecks")
    checked_on = models.DateField()
    passed = models.BooleanField()
    found_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "checked_on"], name="honours_recheck_once")
        ]
        indexes = [models.Index(fields=["scope"], name="honours_recheck_scope")]

    def __str__(self) -> str:
        return f"{self.nomination_id} on {self.checked_on}"


class ActionTarget(models.Model):
    """What a street wants to reach of a measure in a year of the plan, as an exact share; corrected, it is voided."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    measure = models.TextField()
    numerator = models.IntegerField()
    denominator = models.IntegerField()
    set_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "measure"],
                condition=models.Q(voided_at=None),
                name="honours_actiontarget_once",
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0) & models.Q(denominator__gte=models.F("numerator")),
                name="honours_actiontarget_share",
            ),
        ]
        indexes = [models.Index(fields=["scope", "year"], name="honours_actiontarget_scope")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.place_id} in {self.year}"
