"""Printed ballots, their pictures, and what persons enter where a machine was not sure."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.rules.entries import WORDS
from hemei.community.voting.rules.voters import FOR_ANOTHER


class PrintRun(models.Model):
    """A print run 印票批次 of ballots. `pages` are the places all its sheets are printed by, and read by later."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="print_runs")
    key = models.TextField()
    number = models.SmallIntegerField()
    pages = models.JSONField()
    wording = models.JSONField()
    sheets_total = models.IntegerField()
    sheets_set = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="voting_printrun_once"),
            models.UniqueConstraint(fields=["roll", "key"], name="voting_printrun_key_once"),
        ]

    def __str__(self) -> str:
        return self.stream


class PrintedSheet(models.Model):
    """A printed ballot 纸质选票 of a unit; one at a time is good. Its QR code says the random token.

    `handed_at` is when a clerk took it at the counter: it counts by this moment, not by the period of its batch.
    `signed_as` is as what a clerk saw it signed when nobody was bound so: it waits until somebody is. Where the proxy
    that came with it was refused, `own_signature` is a person's word whether its owner signed it, said once.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("voting.PrintRun", models.PROTECT, related_name="sheets")
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="printed")
    number = models.IntegerField()
    token = models.TextField(unique=True)
    voided_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    signed_as = models.TextField(blank=True, default="")
    own_signature = models.BooleanField(null=True)
    signature_by = models.BigIntegerField(null=True)
    signature_at = models.DateTimeField(null=True)
    signature_reason_id = models.BigIntegerField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll_unit"],
                condition=models.Q(voided_at=None),
                name="voting_printedsheet_one_good",
            ),
            models.UniqueConstraint(fields=["run", "number"], name="voting_printedsheet_number"),
            models.CheckConstraint(
                condition=models.Q(signed_as__in=["", *sorted(one.value for one in FOR_ANOTHER)]),
                name="voting_printedsheet_signed_as",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    own_signature=None, signature_by=None, signature_at=None, signature_reason_id=None
                )
                | models.Q(
                    own_signature__isnull=False,
                    signature_by__isnull=False,
                    signature_at__isnull=False,
                    signature_reason_id__isnull=False,
                ),
                name="voting_printedsheet_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"printed sheet {self.pk}"


class ScanBatch(models.Model):
    """Paper ballots 纸质选票 handed in from one moment to another, brought in together and confirmed together.

    Batches from before November 2026 do not know from when.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="batches", db_index=False)
    key = models.TextField()
    handed_from = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "key"], name="voting_scanbatch_key_once"),
            models.CheckConstraint(
                condition=models.Q(handed_from=None) | models.Q(handed_from__lte=models.F("received_at")),
                name="voting_scanbatch_handed",
            ),
        ]
        indexes = [models.Index(fields=["roll", "-id"], name="voting_scanbatch_roll")]

    def __str__(self) -> str:
        return self.stream


class ScanFile(models.Model):
    """A photo or a scanned file as it came; kept as evidence. `problem` says why it could not be opened."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey("voting.ScanBatch", models.PROTECT, related_name="files")
    file = models.ForeignKey("records.File", models.PROTECT, related_name="+")
    digest = models.TextField()
    beat_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="voting_scanfile_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["digest"], name="voting_scanfile_digest"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk} of {self.stream}"


class Scan(models.Model):
    """A page as it was read; one that was set aside does not count. `rows`: item, choice, confidence and doubt.

    One that may be a ballot is set aside by two persons: since `aside_asked_at` it waits for the second.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey("voting.ScanFile", models.PROTECT, related_name="scans", db_index=False)
    place = models.SmallIntegerField()
    batch = models.ForeignKey("voting.ScanBatch", models.PROTECT, related_name="scans")
    sheet = models.ForeignKey("voting.PrintedSheet", models.PROTECT, null=True, related_name="scans")
    page = models.SmallIntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    rows = models.JSONField(default=list)
    picture = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.BigIntegerField(null=True)
    aside_asked_at = models.DateTimeField(null=True)
    aside_asked_by = models.BigIntegerField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "place"], name="voting_scan_once"),
            models.CheckConstraint(
                condition=models.Q(aside_asked_by=None, aside_asked_at=None, set_aside_by=None)
                | models.Q(aside_asked_by__isnull=False, aside_asked_at__isnull=False)
                & ~models.Q(set_aside_by=models.F("aside_asked_by"))
                & (
                    models.Q(set_aside_at=None, set_aside_by=None)
                    | models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False)
                ),
                name="voting_scan_aside_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "id"],
                name="voting_scan_aside_asked",
                condition=models.Q(aside_asked_at__isnull=False, set_aside_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"scan {self.pk} of {self.stream}"


class Entry(models.Model):
    """What one clerk entered for one item of a page; nobody enters twice."""

    id = models.BigAutoField(primary_key=True)
    scan = models.ForeignKey("voting.Scan", models.PROTECT, related_name="entries", db_index=False)
    item = models.SmallIntegerField()
    word = models.TextField()
    clerk = models.BigIntegerField()
    entered_at = models.DateTimeField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scan", "item", "clerk"], name="voting_entry_once"),
            models.CheckConstraint(condition=models.Q(word__in=sorted(WORDS)), name="voting_entry_word"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
