"""What lies on paper beside the file: scans of what was signed, and the notices that reach parties off the platform."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hemei.oversight.mediation.models.fixed import one_of
from hemei.oversight.mediation.rules.notices import NoticeKind, Service
from hemei.oversight.mediation.rules.scans import ScanKind


class AgreementScan(models.Model):
    """A scan of the paper that was signed 扫描件, or a photo of a fingerprint; `sha256` is of the file as it is kept.

    `file_id` names the file in the stream of the dispute; `party` whose fingerprint it is. Only ever added.
    """

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey("mediation.Agreement", models.PROTECT, related_name="scans")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    kind = models.TextField()
    party = models.ForeignKey("mediation.DisputeParty", models.PROTECT, null=True, related_name="+")
    file_id = models.BigIntegerField(unique=True)
    sha256 = models.TextField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of(ScanKind, "kind", "mediation_scan_kind"),
            models.UniqueConstraint(fields=["agreement", "sha256"], name="mediation_scan_once"),
            models.CheckConstraint(
                condition=~Q(kind=ScanKind.FINGERPRINT.value) | Q(party__isnull=False),
                name="mediation_scan_of_a_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of agreement {self.agreement_id}"


class Notice(models.Model):
    """A notice 通知书 to one party about one thing, to be served off the platform; `about` are the facts it says.

    `key` names what it is about, so that nobody is told the same twice. `served_on` and `service` are the record of
    its service, `note_id` what was written of it.
    """

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="notices")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    party = models.ForeignKey("mediation.DisputeParty", models.PROTECT, related_name="+")
    kind = models.TextField()
    key = models.TextField()
    number = models.TextField(unique=True)
    body_id = models.BigIntegerField()
    about = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    served_on = models.DateField(null=True)
    service = models.TextField(blank=True, default="")
    note_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_of(NoticeKind, "kind", "mediation_notice_kind"),
            one_of(Service, "service", "mediation_notice_service", empty=True),
            models.UniqueConstraint(fields=["party", "key"], name="mediation_notice_once"),
            models.CheckConstraint(
                condition=Q(served_on=None, service="") | (Q(served_on__isnull=False) & ~Q(service="")),
                name="mediation_notice_served_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
