"""Tables of credit. No score is kept as a truth: it is replayed from the lines; a year's level is kept as found."""

from __future__ import annotations

from django.db import models

from hemei.oversight.credit.rules.standards import LEVELS
from hemei.oversight.credit.rules.words import LineState

_WAITS = models.Q(decided_on=None)


class ConductLine(models.Model):
    """Good or bad conduct on a project 信用信息, with the company and the manager of its day.

    It counts once an authority confirmed it; how it stands on a day follows from its days, objections and repair.
    `about` is the thing an honour was given for, in the office's words. `source` is `by_hand` or the type of the
    recorded event it follows from, `source_event` that event's id, and `source_key` names what happened, so that it
    is proposed once. `event_id` is the event of its confirmation;
    `objection_due_at` is None where no rule set a time when it was confirmed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    behaviour = models.TextField(db_collation="C")
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    project = models.ForeignKey("companies.Project", models.PROTECT, related_name="+", null=True)
    manager = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    happened_on = models.DateField()
    about = models.TextField(blank=True, default="")
    state = models.TextField(choices=[(state.value, state.value) for state in LineState])
    source = models.TextField()
    source_stream = models.TextField(blank=True, default="")
    source_event = models.BigIntegerField(null=True)
    source_key = models.TextField(blank=True, default="")
    evidence_id = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    refusal_id = models.BigIntegerField(null=True)
    event_id = models.BigIntegerField(null=True)
    objection_due_at = models.DateTimeField(null=True)
    repaired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=LineState.CONFIRMED, confirmed_on__isnull=False)
                | (~models.Q(state=LineState.CONFIRMED) & models.Q(confirmed_on=None, repaired_on=None)),
                name="credit_conductline_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None) | models.Q(confirmed_on__gte=models.F("happened_on")),
                name="credit_conductline_confirmed_after",
            ),
            models.UniqueConstraint(
                fields=["source_key", "behaviour"],
                condition=~models.Q(source_key=""),
                name="credit_conductline_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="credit_conductline_scope"),
            models.Index(fields=["company", "happened_on"], name="credit_conductline_company"),
            models.Index(
                fields=["manager", "happened_on"],
                name="credit_conductline_manager",
                condition=models.Q(manager__isnull=False),
            ),
            models.Index(
                fields=["behaviour", "happened_on"],
                name="credit_conductline_about",
                condition=~models.Q(about=""),
            ),
            models.Index(
                fields=["id"],
                name="credit_conductline_waiting",
                condition=models.Q(state=LineState.PROPOSED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.behaviour} {self.state}"


class LineObjection(models.Model):
    """An objection 异议 to a line; while it waits for its decision the line is shown and does not count.

    By when it is decided is the clock's to say, which follows the calendar.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    line = models.ForeignKey("credit.ConductLine", models.PROTECT, related_name="objections")
    filed_on = models.DateField()
    filed_at = models.DateTimeField()
    by_manager = models.BooleanField()
    grounds_id = models.BigIntegerField()
    extended = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(default=False)
    decision_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=_WAITS, name="credit_lineobjection_one_waits"),
            models.CheckConstraint(
                condition=models.Q(decided_on=None, upheld=False)
                | models.Q(decided_on__gte=models.F("filed_on"), decision_id__isnull=False),
                name="credit_lineobjection_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="credit_lineobjection_scope")]

    def __str__(self) -> str:
        return f"objection to {self.stream} of {self.filed_on}"


class Repair(models.Model):
    """A request for repair 信用修复 of a line of bad conduct; granted, the line counts no more from that day."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    line = models.ForeignKey("credit.ConductLine", models.PROTECT, related_name="repairs")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    proof_id = models.BigIntegerField()
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(default=False)
    decision_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=_WAITS, name="credit_repair_one_waits"),
            models.CheckConstraint(
                condition=models.Q(decided_on=None, granted=False)
                | models.Q(decided_on__gte=models.F("asked_on"), decision_id__isnull=False),
                name="credit_repair_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="credit_repair_scope")]

    def __str__(self) -> str:
        return f"repair of {self.stream} asked on {self.asked_on}"


class BasicFiling(models.Model):
    """Basic information 基本信息 that a company filed itself for a year; `line` is what it brings, when in time."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    filed_at = models.DateTimeField()
    staff = models.IntegerField()
    managers = models.IntegerField()
    projects = models.IntegerField()
    area_dm2 = models.BigIntegerField()
    in_time = models.BooleanField()
    line = models.OneToOneField("credit.ConductLine", models.PROTECT, related_name="filing", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "year"], name="credit_basicfiling_once"),
            models.CheckConstraint(
                condition=models.Q(staff__gte=0, managers__gte=0, projects__gte=0, area_dm2__gte=0),
                name="credit_basicfiling_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"company {self.company_id} {self.year}"


class YearLevel(models.Model):
    """What the end of a year came to for a company or manager: score, rank, level 信用等级, and from what.

    `explained` holds, by behaviour and version of the catalogue, the lines that counted, and what was taken back; the
    whole can be replayed at any time. An empty `level` says that he worked here for too short a time to be rated.
    `catalogue_on` and `repair_on` are the versions of that day.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    year = models.SmallIntegerField()
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+", null=True)
    manager = models.ForeignKey("people.Person", models.PROTECT, related_name="+", null=True)
    score = models.IntegerField()
    level = models.TextField(choices=[(level, level) for level in LEVELS], blank=True, default="")
    place = models.IntegerField(null=True)
    rated = models.IntegerField()
    explained = models.JSONField()
    catalogue_on = models.DateField()
    repair_on = models.DateField(null=True)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "year"],
                condition=models.Q(company__isnull=False),
                name="credit_yearlevel_company_once",
            ),
            models.UniqueConstraint(
                fields=["manager", "year"],
                condition=models.Q(manager__isnull=False),
                name="credit_yearlevel_manager_once",
            ),
            models.CheckConstraint(
                condition=models.Q(company__isnull=False, manager=None)
                | models.Q(company=None, manager__isnull=False),
                name="credit_yearlevel_of_one",
            ),
        ]
        indexes = [models.Index(fields=["year", "-score"], name="credit_yearlevel_year")]

    def __str__(self) -> str:
        return f"{self.stream} {self.year} {self.level}"


class CreditReport(models.Model):
    """A credit report 信用报告; its token stands in the QR code.

    `content` is what it says, `digest` its SHA-256; the worker prints it for the `site` whose page confirms it. It is
    outdated from the day something of it changed: what a line of the company was decided (`outdated_at`), or a
    line that began or ended to count by itself (`good_until`, that day excluded).
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    token = models.TextField(unique=True)
    as_of = models.DateField()
    score = models.IntegerField()
    level = models.TextField(blank=True, default="")
    content = models.JSONField()
    digest = models.TextField()
    site = models.TextField()
    made_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    good_until = models.DateField(null=True)
    outdated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.stream} as of {self.as_of}"


class ExchangeEntry(models.Model):
    """A signed message of another department: a question about a company, or a penalty it imposed.

    `number` is the department's own, taken once; `basis` the clause it named. `outcome` is empty where it was answered,
    else the code of the refusal. The digests are those of the two signed texts.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    kind = models.TextField(choices=[("query", "query"), ("penalty", "penalty")])
    department = models.TextField()
    number = models.TextField()
    purpose = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    company = models.ForeignKey("companies.Company", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.TextField(blank=True, default="")
    request_digest = models.TextField()
    answer_digest = models.TextField(blank=True, default="")
    line = models.ForeignKey("credit.ConductLine", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "number"],
                condition=~models.Q(number=""),
                name="credit_exchangeentry_once",
            )
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="credit_exchangeentry_scope")]

    def __str__(self) -> str:
        return f"{self.department} {self.kind} {self.number}"
