"""Tables of the books. What must never be false about them is kept by triggers: see the migration `0002_kept`."""

from __future__ import annotations

from django.db import models

from hemei.community.ledgers.rules.words import EntryKind, Purse


class Ledger(models.Model):
    """The books 账簿 of an estate. `open_from` is the first day that is not closed; it only moves forward.

    `orders_since` is the day from which money leaves the public revenue's bank account by payment orders alone.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.OneToOneField("places.Estate", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    open_from = models.DateField()
    orders_since = models.DateField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(open_from__gte=models.F("opened_on")), name="ledgers_ledger_open_from"
            )
        ]
        indexes = [models.Index(fields=["scope", "id"], name="ledgers_ledger_scope")]

    def __str__(self) -> str:
        return self.stream


class ChartCode(models.Model):
    """The purse to which a code of the chart belongs, in every ledger and for good; each posting is asked for it."""

    code = models.TextField(primary_key=True, db_collation="C")
    purse = models.TextField(choices=[(purse.value, purse.value) for purse in Purse])

    class Meta:
        db_table = "ledgers_code"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purse__in=[purse.value for purse in Purse]), name="ledgers_code_purse"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.purse}"


class Account(models.Model):
    """An account 科目 of the chart in a ledger, or one of a unit 分户账, contract or part.

    `balance_fen` is the sum of its postings, debits above zero; the database keeps it. `shared` accounts are those that
    many postings meet, as the bank's: they are locked last.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="accounts")
    code = models.TextField(db_collation="C")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+", null=True)
    contract_id = models.BigIntegerField(null=True)
    part = models.ForeignKey(
        "ledgers.RevenuePart", models.PROTECT, related_name="+", null=True, db_index=False
    )
    shared = models.BooleanField()
    balance_fen = models.BigIntegerField(default=0)
    postings = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "code", "unit", "contract_id", "part"],
                name="ledgers_account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(unit=None, contract_id=None)
                | models.Q(unit=None, part=None)
                | models.Q(contract_id=None, part=None),
                name="ledgers_account_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.code}"


class Entry(models.Model):
    """An entry 凭证: postings that add up to nothing. Neither it nor they are ever changed or deleted.

    `source_key` names what it follows from, so that it is posted once. `sum_fen` and `lines` are of its postings,
    `fund_fen` of those in the fund's purse; `made_in` is the transaction that wrote it: no later one may add to it. The
    database fills all four. `by_role`, `by_body_id` and `by_account_id` say who posted it, and for whom.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="entries")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in EntryKind])
    booked_on = models.DateField()
    booked_at = models.DateTimeField()
    note_id = models.BigIntegerField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, related_name="reversed_by", null=True)
    source_stream = models.TextField(blank=True, default="")
    source_key = models.TextField(blank=True, default="")
    by_role = models.TextField(blank=True, default="", db_default="")
    by_body_id = models.BigIntegerField(null=True)
    by_account_id = models.BigIntegerField(null=True)
    sum_fen = models.BigIntegerField(default=0)
    fund_fen = models.BigIntegerField(default=0, db_default=0)
    lines = models.IntegerField(default=0)
    made_in = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "source_key"],
                condition=~models.Q(source_key=""),
                name="ledgers_entry_source_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=EntryKind.REVERSAL.value, reverses__isnull=False)
                | (~models.Q(kind=EntryKind.REVERSAL.value) & models.Q(reverses=None)),
                name="ledgers_entry_reversal",
            ),
        ]
        indexes = [models.Index(fields=["ledger", "booked_on", "id"], name="ledgers_entry_ledger")]

    def __str__(self) -> str:
        return f"{self.stream} {self.booked_on} {self.pk}"


class Posting(models.Model):
    """A posting 分录: so many fen on an account, debits above zero."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="postings")
    account = models.ForeignKey("ledgers.Account", models.PROTECT, related_name="+", db_index=False)
    booked_on = models.DateField()
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_fen=0), name="ledgers_posting_not_zero")
        ]
        indexes = [models.Index(fields=["account", "booked_on", "id"], name="ledgers_posting_account")]

    def __str__(self) -> str:
        return f"{self.stream} {self.account_id} {self.amount_fen}"


class Closing(models.Model):
    """Months closed 结账 up to a day, that day excluded."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="closings")
    until = models.DateField()
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "until"], name="ledgers_closing_once")]

    def __str__(self) -> str:
        return f"{self.stream} until {self.until}"


class Checkpoint(models.Model):
    """What an account stood at when months were closed: the sum of its postings before `until`."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("ledgers.Account", models.PROTECT, related_name="+", db_index=False)
    until = models.DateField()
    balance_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "until"], name="ledgers_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.account_id} {self.until}"
