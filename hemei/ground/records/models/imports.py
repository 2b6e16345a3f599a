"""Tables of imports: files on their way into a register, and what is kept so that it can be taken back."""

from __future__ import annotations

from django.db import models

from hemei.ground.records.rules import ImportState


class Import(models.Model):
    """One table of one uploaded file on its way into a register.

    `place_row` and `place_byte` say how far it was read; they move in the transaction that writes the batch,
    so a killed process leaves no row twice. `actor` is who asked, as the worker acts for him. `kept` names the
    encrypted upload. `notes` are what the rows will lead to, by what they are about, told before they are taken.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    register = models.TextField()
    file_name = models.TextField()
    sheet = models.TextField()
    kept = models.TextField()
    digest = models.TextField()
    size = models.BigIntegerField()
    kind = models.TextField()
    how = models.JSONField()
    header_row = models.IntegerField()
    header_digest = models.TextField()
    mapping = models.JSONField()
    state = models.TextField(choices=[(state.value, state.value) for state in ImportState])
    go_on = models.BooleanField(default=False)
    rows = models.BigIntegerField()
    place_row = models.BigIntegerField(default=0)
    place_byte = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0, db_default=0)
    refusal = models.JSONField(null=True)
    notes = models.JSONField(default=dict, db_default={})
    actor = models.JSONField()
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-id"], name="records_import_scope"),
            models.Index(fields=["digest", "register"], name="records_import_digest"),
            models.Index(fields=["kept"], name="records_import_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.file_name} {self.state}"


class ImportBatch(models.Model):
    """What one transaction of an import wrote, kept so that it can be taken back exactly.

    `trace` holds ids and earlier images of rows; these carry vault ids, never personal text.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    source = models.ForeignKey("records.Import", models.PROTECT, related_name="batches")
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    trace = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "first_row"], name="records_batch_once")]

    def __str__(self) -> str:
        return f"{self.stream} rows {self.first_row} to {self.last_row}"


class ImportProblem(models.Model):
    """What is wrong with one row. `said` is value and reason, encrypted: a cell may hold personal data."""

    id = models.BigAutoField(primary_key=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    source = models.ForeignKey("records.Import", models.PROTECT, related_name="problems")
    row = models.BigIntegerField()
    column = models.TextField()
    code = models.TextField()
    said = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["source", "row"], name="records_problem_row")]

    def __str__(self) -> str:
        return f"{self.stream} row {self.row} {self.column} {self.code}"


class ImportMatch(models.Model):
    """A row that is like something on record, and what a clerk said of it: the same, new, or leave it out.

    `said` is the row's own words and the candidates with what would change, encrypted. `likeliest` is the first
    of them; `chosen` is which one is the same. One thing on record takes one row of a file.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    source = models.ForeignKey("records.Import", models.PROTECT, related_name="matches")
    row = models.BigIntegerField()
    kind = models.TextField()
    said = models.BinaryField()
    likeliest = models.BigIntegerField()
    choice = models.TextField(default="", blank=True)
    chosen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "row"], name="records_match_once"),
            models.UniqueConstraint(
                fields=["source", "chosen"],
                name="records_match_takes_one",
                condition=models.Q(chosen__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["source", "choice", "kind", "id"], name="records_match_choice")]

    def __str__(self) -> str:
        return f"{self.stream} row {self.row} {self.choice or 'undecided'}"


class ColumnMapping(models.Model):
    """Which header was which column the last time a file with these headers came; no personal data, no place."""

    id = models.BigAutoField(primary_key=True)
    register = models.TextField()
    header_digest = models.TextField()
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "header_digest"], name="records_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.header_digest[:12]}"
