"""Files that went to the bank, statements that came back, and their lines."""

from __future__ import annotations

from django.db import models

from hemei.community.purses.rules.words import FileProfile, MatchedBy


class BankFile(models.Model):
    """A file of approved orders 付款文件, as it was handed to the bank."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="files")
    number = models.TextField()
    profile = models.TextField(choices=[(one.value, one.value) for one in FileProfile])
    count = models.IntegerField()
    total_fen = models.BigIntegerField()
    sha256 = models.TextField()
    file_id = models.BigIntegerField(null=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="purses_bankfile_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class _Statements(models.Manager["Statement"]):
    def get_queryset(self) -> models.QuerySet[Statement]:
        return super().get_queryset().filter(voided_at=None)


class _Lines(models.Manager["StatementLine"]):
    def get_queryset(self) -> models.QuerySet[StatementLine]:
        return super().get_queryset().filter(void=False)


class Statement(models.Model):
    """A statement 对账单 of the bank as it was read; the same file of the same days is read once.

    It covers the days from `first_on` to `last_on`, both included, where the bank or its reader said so (`days_told`);
    one read before that was asked has only the days of its lines. One that was not the bank's is void 作废:
    `doubted_by` reported it and `voided_by` confirmed that. `objects` are those that stand, `written` all.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="statements")
    profile = models.TextField(choices=[(one.value, one.value) for one in FileProfile])
    sha256 = models.TextField()
    file_id = models.BigIntegerField(null=True)
    first_on = models.DateField()
    last_on = models.DateField()
    days_told = models.BooleanField(default=False, db_default=False)
    opening_fen = models.BigIntegerField(null=True)
    closing_fen = models.BigIntegerField(null=True)
    count = models.IntegerField()
    fresh = models.IntegerField()
    read_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()
    doubted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    doubted_at = models.DateTimeField(null=True)
    doubt_id = models.BigIntegerField(null=True)
    voided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects = _Statements()
    written = models.Manager["Statement"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sha256", "first_on", "last_on", "days_told"],
                condition=models.Q(voided_at=None),
                name="purses_statement_once",
            ),
            models.CheckConstraint(
                condition=models.Q(doubted_by=None, doubted_at=None, doubt_id=None)
                | models.Q(doubted_by__isnull=False, doubted_at__isnull=False, doubt_id__isnull=False),
                name="purses_statement_doubted",
            ),
            models.CheckConstraint(
                condition=models.Q(voided_by=None, voided_at=None)
                | models.Q(voided_by__isnull=False, voided_at__isnull=False, doubted_by__isnull=False)
                & ~models.Q(voided_by=models.F("doubted_by"))
                & (models.Q(read_by=None) | ~models.Q(voided_by=models.F("read_by"))),
                name="purses_statement_two_hands",
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="purses_statement_period"
            ),
        ]
        indexes = [models.Index(fields=["account", "-last_on"], name="purses_statement_account")]

    def __str__(self) -> str:
        return f"{self.stream} {self.first_on} {self.last_on}"


class StatementLine(models.Model):
    """A line 流水 of the bank: money that came, above zero, or went, below. `reference` is the bank's own number.

    Its words, and name and account of the other side, lie in the vault. It is matched once, with an entry of the books
    and, where it paid one, with the order; where such an entry is reversed, it waits again. `returned` says that what
    it paid came back later: it stays with its entry, and another line may pay the order. What it is matched with anew
    after a wrong match is booked from `freed_on` on, the day the wrong entry was taken back. It is `void` with its
    statement: `objects` are those that stand, `written` all.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="lines")
    statement = models.ForeignKey("purses.Statement", models.PROTECT, related_name="lines")
    reference = models.TextField()
    booked_on = models.DateField()
    amount_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField(null=True)
    order_number = models.TextField(blank=True, default="")
    text_id = models.BigIntegerField(null=True)
    party_id = models.BigIntegerField(null=True)
    other_account_id = models.BigIntegerField(null=True)
    order = models.ForeignKey(
        "purses.PaymentOrder", models.PROTECT, null=True, related_name="lines", db_index=False
    )
    entry_id = models.BigIntegerField(null=True)
    matched_how = models.TextField(
        blank=True, default="", choices=[(one.value, one.value) for one in MatchedBy]
    )
    matched_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    matched_at = models.DateTimeField(null=True)
    returned = models.BooleanField(default=False, db_default=False)
    freed_on = models.DateField(null=True)
    void = models.BooleanField(default=False, db_default=False)

    objects = _Lines()
    written = models.Manager["StatementLine"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=~models.Q(order=None) & models.Q(returned=False),
                name="purses_line_pays_once",
            ),
            models.UniqueConstraint(
                fields=["account", "reference"], condition=models.Q(void=False), name="purses_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(void=False) | models.Q(matched_at=None), name="purses_line_void_unmatched"
            ),
            models.UniqueConstraint(
                fields=["account", "entry_id"],
                condition=~models.Q(entry_id=None),
                name="purses_line_entry_once",
            ),
            models.CheckConstraint(condition=~models.Q(amount_fen=0), name="purses_line_amount"),
            models.CheckConstraint(
                condition=models.Q(matched_at=None, entry_id=None, order=None, matched_how="")
                | models.Q(matched_at__isnull=False, entry_id__isnull=False) & ~models.Q(matched_how=""),
                name="purses_line_matched",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "booked_on", "id"], name="purses_line_account"),
            models.Index(
                fields=["scope", "booked_on", "id"],
                condition=models.Q(matched_at=None),
                name="purses_line_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.reference}"
