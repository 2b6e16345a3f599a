"""Lines that are in the way, plans of packages, packages with their estates, and who bids."""

from __future__ import annotations

from django.db import models

from hemei.oversight.renewal.rules.packages import CostKey, PackageState, Standing
from hemei.oversight.renewal.rules.planner.walks import LineKind


class Barrier(models.Model):
    """A river, railway or trunk road nobody crosses but at its crossings; for everybody who is signed in.

    `course` and `crossings` are pairs of longitude and latitude in millionths of a degree (CGCS2000).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in LineKind])
    course = models.JSONField()
    crossings = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="renewal_barrier_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PackagePlan(models.Model):
    """A run of the planner 打包测算: what was asked, how far it is, what came of it.

    `asked` holds the fee and who stays together, apart or out; `reason_id` is the sealed reason for planning beyond a
    street. `result` holds the alternatives, or why there is none. It is redone by making another; nothing is changed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    beyond_street = models.BooleanField(default=False)
    reason_id = models.BigIntegerField(null=True)
    asked = models.JSONField()
    asked_at = models.DateTimeField()
    percent = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    standard_on = models.DateField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="renewal_packageplan_scope")]

    def __str__(self) -> str:
        return self.stream


class Package(models.Model):
    """A package 统一打包: small estates that choose a company together, each by its own vote.

    `fee_fen` is the highest fee that owners vote on, in fen a square metre and month. `body_id` is who made it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    name = models.TextField()
    plan = models.ForeignKey("renewal.PackagePlan", models.PROTECT, null=True, related_name="packages")
    alternative = models.TextField(blank=True, default="")
    state = models.TextField(choices=[(state.value, state.value) for state in PackageState])
    fee_fen = models.IntegerField()
    years = models.SmallIntegerField()
    cost_key = models.TextField(
        choices=[(key.value, key.value) for key in CostKey], default=CostKey.AREA.value
    )
    body_id = models.BigIntegerField(null=True)
    made_on = models.DateField()
    issued_on = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    company = models.ForeignKey("companies.Company", models.PROTECT, null=True, related_name="+")
    contract_fee_fen = models.IntegerField(null=True)
    contract = models.TextField(blank=True, default="")
    signed_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="renewal_package_name_once"),
            models.CheckConstraint(
                condition=models.Q(fee_fen__gt=0) & models.Q(years__gt=0), name="renewal_package_terms"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PackageState.CONTRACTED.value)
                | models.Q(company__isnull=False, signed_on__isnull=False, contract_fee_fen__gt=0),
                name="renewal_package_contracted",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="renewal_package_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"


class PackageEstate(models.Model):
    """An estate of a package, in the package's stream; its own place. While `live` it stands in no other.

    `assembly` is its own vote, the `calls`th it was called to; `short` counts those too few took part in. `share` is
    the agreed share in ten thousandths, `project` the annex of the contract.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    package = models.ForeignKey("renewal.Package", models.PROTECT, related_name="estates", db_index=False)
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    area_dm2 = models.BigIntegerField()
    households = models.IntegerField()
    live = models.BooleanField(default=True)
    standing = models.TextField(choices=[(one.value, one.value) for one in Standing])
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    calls = models.SmallIntegerField(default=0, db_default=0)
    short = models.SmallIntegerField(default=0, db_default=0)
    decided_on = models.DateField(null=True)
    share = models.IntegerField(null=True)
    project = models.ForeignKey("companies.Project", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "estate"], name="renewal_packageestate_once"),
            models.UniqueConstraint(
                fields=["estate"], condition=models.Q(live=True), name="renewal_packageestate_in_one"
            ),
            models.CheckConstraint(
                condition=models.Q(live=True) | models.Q(standing__in=["failed", "left"]),
                name="renewal_packageestate_left",
            ),
        ]
        indexes = [models.Index(fields=["scope"], name="renewal_packageestate_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} in {self.stream}"


class BidderSheet(models.Model):
    """A company that bids for a package, with credit level and stars of a day; these come from `credit`."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    package = models.ForeignKey("renewal.Package", models.PROTECT, related_name="bidders", db_index=False)
    company = models.ForeignKey("companies.Company", models.PROTECT, related_name="+")
    entered_on = models.DateField()
    level = models.TextField(blank=True, default="")
    level_year = models.SmallIntegerField(null=True)
    stars = models.SmallIntegerField(null=True)
    as_of = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "company"], name="renewal_biddersheet_once")
        ]
        indexes = [models.Index(fields=["scope"], name="renewal_biddersheet_scope")]

    def __str__(self) -> str:
        return f"company {self.company_id} for {self.stream}"
