"""A fund and its households: what was due and what became of it. What they hold stands in the books of `ledgers`."""

from __future__ import annotations

from django.db import models


class Fund(models.Model):
    """The maintenance fund 维修资金 of an estate.

    Kept by the authority until `handed_over_on`, then by the assembly at the `bank` it chose. `assembly` and `vote` are
    the decision to manage the fund itself.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.OneToOneField("places.Estate", models.PROTECT, related_name="+")
    ledger = models.OneToOneField("ledgers.Ledger", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    bank = models.TextField(blank=True, default="")
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    vote = models.SmallIntegerField(null=True)
    asked_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handed_over_on=None) | models.Q(asked_on__isnull=False),
                name="funds_fund_asked_first",
            )
        ]
        indexes = [models.Index(fields=["scope", "id"], name="funds_fund_scope")]

    def __str__(self) -> str:
        return self.stream


class Household(models.Model):
    """A household account 分户账: what its unit had to deposit first, by which class of the standard.

    It stays with the unit when that is sold. `deposited_fen` is what was paid in for it so far; `closed_on` is the day
    its balance was refunded 返还.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="households", db_index=False)
    unit = models.OneToOneField("places.PropertyUnit", models.PROTECT, related_name="+")
    building = models.ForeignKey("places.Building", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    area_dm2 = models.IntegerField()
    first_fen = models.BigIntegerField()
    deposited_fen = models.BigIntegerField(default=0)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_fen__gt=0, area_dm2__gt=0, deposited_fen__gte=0),
                name="funds_household_above_zero",
            )
        ]
        indexes = [
            models.Index(fields=["fund", "id"], name="funds_household_fund"),
            models.Index(fields=["building"], name="funds_household_building"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} of {self.stream}"


class Interest(models.Model):
    """A year's interest 结息 of a fund, with the rate, and what rounding left to the common part; once a year.

    What was credited wrongly is taken back at `taken_back_at`, and the year may be run again. `late_fen` of it is what
    public revenue earned in years before, whose interest was credited before it was dated back into them.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="interests", db_index=False)
    year = models.SmallIntegerField()
    millionths = models.IntegerField()
    days = models.SmallIntegerField()
    total_fen = models.BigIntegerField()
    common_fen = models.BigIntegerField()
    late_fen = models.BigIntegerField(default=0, db_default=0)
    households = models.IntegerField()
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, null=True, related_name="+")
    credited_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year"], condition=models.Q(taken_back_at=None), name="funds_interest_once"
            ),
            models.CheckConstraint(
                condition=models.Q(common_fen__gte=0, total_fen__gte=models.F("common_fen")),
                name="funds_interest_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.year}"


class Distribution(models.Model):
    """What an entry of the books brought to the common part, shared out to the households by another; once for each.

    Where the households gave it back at `taken_back_at`, it may be shared out again.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="distributions")
    source = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="+")
    fen = models.BigIntegerField()
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="+")
    households = models.IntegerField()
    shared_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(taken_back_at=None), name="funds_distribution_once"
            ),
            models.CheckConstraint(
                condition=models.Q(fen__gt=0, households__gt=0), name="funds_distribution_above_zero"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("entry")), name="funds_distribution_other_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fen} fen of {self.stream}"


class RenewalNotice(models.Model):
    """A household was short and asked to renew 续筹: to its first deposit, or as far as the owners decided."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    household = models.ForeignKey("funds.Household", models.PROTECT, related_name="notices")
    noticed_on = models.DateField()
    due_on = models.DateField()
    asked_fen = models.BigIntegerField()
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(settled_on=None),
                name="funds_renewalnotice_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_fen__gt=0, due_on__gt=models.F("noticed_on")),
                name="funds_renewalnotice_asks",
            ),
        ]

    def __str__(self) -> str:
        return f"household {self.household_id} on {self.noticed_on}"


class UnitTransfer(models.Model):
    """A unit was sold 过户 and its money went with it: what stood there on the day, shown to both sides.

    Where the register has another sale or other sides now, or the books another balance of the day, it was withdrawn at
    `withdrawn_at`, and may be stated anew.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    household = models.ForeignKey("funds.Household", models.PROTECT, related_name="transfers")
    passed_on = models.DateField()
    balance_fen = models.BigIntegerField()
    owed_fen = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "passed_on"],
                condition=models.Q(withdrawn_at=None),
                name="funds_unittransfer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} on {self.passed_on}"
