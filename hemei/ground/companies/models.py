"""Tables of companies and projects. Overlaps are refused by the database: see the migrations."""

from __future__ import annotations

from django.db import models

from hemei.ground.companies.rules import Contract


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

    `fee_fen` is the fee in fen a square metre and month, `service_grade` the grade as the contract words it.
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
