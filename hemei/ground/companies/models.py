"""Tables of companies and projects. Overlaps are refused by the database: see the migrations."""

from __future__ import annotations

from django.db import models

from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.companies.rules.leaders import Post
from hemei.ground.companies.rules.modes import Basis, Mode


class Company(models.Model):
    """A property company; public register data. `override_id` is the sealed reason for a doubtful code."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    body = models.OneToOneField("people.Body", models.PROTECT, related_name="+")
    name = models.TextField()
    pinyin = models.TextField()
    initials = models.TextField(default="", db_default="")
    uscc = models.TextField(unique=True)
    override_id = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """An estate under contract. `term_until` is the agreed end, `valid_until` the real one.

    `fee_fen` is the fee in fen a square metre and month, `service_grade` the grade and `services` what is done
    服务事项, both as the contract words them; all as the contract began: what changed later stands in `FeeRevision`.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="projects")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    contract = models.TextField(choices=[(kind.value, kind.value) for kind in Contract])
    term_until = models.DateField(null=True)
    fee_fen = models.IntegerField(null=True)
    service_grade = models.TextField(blank=True, default="", db_default="")
    services = models.TextField(blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="companies_project_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} by company {self.company_id} from {self.valid_from}"


class ProjectManager(models.Model):
    """Who managed a project during a period."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    project = models.ForeignKey("companies.Project", models.PROTECT, related_name="managers")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"project {self.project_id} under {self.person_id} from {self.valid_from}"


class Management(models.Model):
    """How an estate was managed 管理模式 during a period, on what it was entered; in the estate's own stream.

    `body` is the residents' committee where it manages or takes part; the company stands in the contract of the day.
    `voided_at` marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    mode = models.TextField(choices=[(mode.value, mode.value) for mode in Mode])
    body = models.ForeignKey("people.Body", models.PROTECT, null=True, related_name="+")
    package = models.TextField(blank=True, default="")
    basis = models.TextField(choices=[(basis.value, basis.value) for basis in Basis])
    reference = models.TextField(blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="companies_management_scope")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="companies_management_period",
            )
        ]

    def __str__(self) -> str:
        return f"estate {self.estate_id} {self.mode} from {self.valid_from}"


class Renovation(models.Model):
    """The renovation of an estate 改造提升; how far it is on a day follows from its days. In the estate's own stream.

    `mode_after` is how the estate is to be managed afterwards, empty while that is open.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    planned_on = models.DateField()
    begun_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    mode_after = models.TextField(blank=True, default="")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="companies_renovation_scope")]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(begun_on=None) | models.Q(begun_on__gte=models.F("planned_on")))
                & (models.Q(finished_on=None) | models.Q(finished_on__gt=models.F("begun_on"))),
                name="companies_renovation_order",
            )
        ]

    def __str__(self) -> str:
        return f"estate {self.estate_id} planned on {self.planned_on}"


class Leader(models.Model):
    """Who held a post at the head of a company during a period; in the company's own stream.

    The scope is the city's: only the city's own staff see it, and the company through the access list. `voided_at`
    marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="leaders")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    post = models.TextField(choices=[(post.value, post.value) for post in Post])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="companies_leader_period",
            )
        ]

    def __str__(self) -> str:
        return f"company {self.company_id} {self.post} from {self.valid_from}"


class FeeRevision(models.Model):
    """A change of fee, service grade or services within one contract, from a day on; what is empty stays as it was.

    `voided_at` marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    project = models.ForeignKey("companies.Project", models.PROTECT, related_name="revisions")
    fee_fen = models.IntegerField(null=True)
    service_grade = models.TextField(blank=True, default="")
    services = models.TextField(blank=True, default="", db_default="")
    valid_from = models.DateField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "valid_from"],
                condition=models.Q(voided_at=None),
                name="companies_feerevision_once",
            ),
            models.CheckConstraint(
                condition=models.Q(fee_fen=None) | models.Q(fee_fen__gt=0),
                name="companies_feerevision_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"project {self.project_id} from {self.valid_from}"
