"""Tables of cases: rows as the events tell them, for lists. Events alone are the source."""

from __future__ import annotations

from django.db import models

from hemei.coordination.cases.models.checks import Likeness, Lot, PhotoMark, Revisit
from hemei.coordination.cases.models.ladders import LadderTrial, TrialStep
from hemei.coordination.cases.models.supporters import Supporter
from hemei.coordination.cases.rules.papers import Addressee, PaperKind, Service
from hemei.coordination.cases.rules.visits import Finding
from hemei.coordination.cases.rules.words import (
    Channel,
    Ending,
    Outcome,
    ProposalState,
    State,
    TaskEnd,
    TaskKind,
)

__all__ = [
    "Case",
    "CasePaper",
    "KindModel",
    "LadderTrial",
    "Likeness",
    "Lot",
    "PhotoMark",
    "Proposal",
    "Revisit",
    "SourceCount",
    "Submission",
    "Supporter",
    "Task",
    "TrialStep",
    "Visit",
    "VisitPart",
]


def _one_of(words: type, field: str, name: str) -> models.CheckConstraint:
    values = [word.value for word in words]  # type: ignore[attr-defined]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


class Case(models.Model):
    """A case 案件. `snapshot` is the whole state after the event `version`; the columns repeat it for lists.

    `number` is the day of the report in Shanghai time and the id (`260928000123`); it is shown, said on the
    phone and never re-used. `text_id` and `contact_id` are vault rows. Without an `estate_id` the case lies
    elsewhere in the community of its `scope`, and `estate_name` is the community's.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    number = models.TextField(unique=True)
    version = models.IntegerField()
    state = models.TextField()
    channel = models.TextField()
    kind = models.TextField()
    service_class = models.TextField()
    estate_id = models.BigIntegerField(null=True)
    building_id = models.BigIntegerField(null=True)
    entrance_id = models.BigIntegerField(null=True)
    spot_key = models.TextField(null=True)  # noqa: DJ001 - of before there was a key; counts as no word of the spot
    estate_name = models.TextField()
    home_body_id = models.BigIntegerField()
    accountable_body_id = models.BigIntegerField()
    reporter_id = models.BigIntegerField(null=True)
    hidden = models.BooleanField()
    fact_on = models.DateField()
    reported_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)
    outcome = models.TextField(null=True)  # noqa: DJ001 - not closed is not the empty word
    ended = models.TextField(null=True)  # noqa: DJ001 - not ended is not the empty word
    ended_at = models.DateTimeField(null=True)
    text_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    snapshot = models.JSONField()

    class Meta:
        constraints = [
            _one_of(State, "state", "cases_case_state"),
            _one_of(Channel, "channel", "cases_case_channel"),
            _one_of(Outcome, "outcome", "cases_case_outcome"),
            _one_of(Ending, "ended", "cases_case_ending"),
            models.CheckConstraint(
                condition=models.Q(state=State.ENDED.value, ended__isnull=False, ended_at__isnull=False)
                | (~models.Q(state=State.ENDED.value) & models.Q(ended=None, ended_at=None)),
                name="cases_case_ended_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="cases_case_scope"),
            models.Index(
                fields=["scope", "next_due_at"],
                name="cases_case_open",
                condition=~models.Q(state=State.ENDED.value),
            ),
            models.Index(
                fields=["next_due_at", "id"],
                name="cases_case_due",
                condition=~models.Q(state=State.ENDED.value),
            ),
            models.Index(fields=["reporter_id", "-id"], name="cases_case_reporter"),
            models.Index(fields=["estate_id", "kind", "-fact_on"], name="cases_case_again"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Task(models.Model):
    """A body called to a case 派单: a whistle 吹哨 to a department, or the company's turn."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="tasks")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.SmallIntegerField()
    kind = models.TextField()
    body_id = models.BigIntegerField()
    is_lead = models.BooleanField()
    called_by_body_id = models.BigIntegerField()
    called_at = models.DateTimeField()
    arrival_due_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_late = models.BooleanField(null=True)
    result_due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended = models.TextField(null=True)  # noqa: DJ001 - still open is not the empty word
    result = models.TextField(null=True)  # noqa: DJ001 - no result is not the empty word
    result_late = models.BooleanField(null=True)
    returned_by_line = models.TextField(blank=True, default="")
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_task_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(is_lead=True, ended_at=None),
                name="cases_task_one_lead",
            ),
            _one_of(TaskKind, "kind", "cases_task_kind"),
            _one_of(TaskEnd, "ended", "cases_task_end"),
        ]
        indexes = [
            models.Index(fields=["body_id", "-case_id"], name="cases_task_body"),
            models.Index(fields=["scope"], name="cases_task_scope"),
            models.Index(
                fields=["scope", "case"],
                name="cases_task_refused",
                condition=models.Q(refused_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} task {self.number}"


class Proposal(models.Model):
    """A line proposed for the responsibility list 职责清单, from a decision on who has to act 裁定.

    `line` holds what the line would say, as the list's own keys; `answer_id` is the vault row of why it was
    declined. An issued one says in which document it stands: by its day and its code.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="proposals")
    arbitration = models.SmallIntegerField()
    state = models.TextField()
    arbiter_id = models.BigIntegerField()
    accepting_id = models.BigIntegerField()
    handling_id = models.BigIntegerField()
    line = models.JSONField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer_id = models.BigIntegerField(null=True)
    code = models.TextField(blank=True, default="")
    issued_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "arbitration"], name="cases_proposal_once"),
            _one_of(ProposalState, "state", "cases_proposal_state"),
            models.CheckConstraint(
                condition=models.Q(state="issued") ^ models.Q(issued_day=None), name="cases_proposal_issued"
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="cases_proposal_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class CasePaper(models.Model):
    """A numbered paper of a case 文书; its files are made from this row, so that the same row gives the same bytes.

    `about` are the facts of the case and the body's name as they stood; the recipient and the words lie in the vault.
    `served_on` and `service` record how it was served, `scan_id` names the file of the sealed copy 盖章件, `sha256`
    is of that file; `scans_before` are those it replaced, which are kept. One that was withdrawn 作废 keeps its number.
    `template` names the document it was made from; one of old has the one of its day. `addressee` says whom it is for,
    `addressee_body_id` which body; of old nobody said so.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="papers")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    kind = models.TextField()
    number = models.TextField(unique=True)
    body_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    template = models.TextField(default="", db_default="")
    about = models.JSONField()
    recipient_id = models.BigIntegerField()
    addressee = models.TextField(default="", db_default="")
    addressee_body_id = models.BigIntegerField(null=True)
    text_id = models.BigIntegerField()
    served_on = models.DateField(null=True)
    service = models.TextField(blank=True, default="")
    scan_id = models.BigIntegerField(null=True)
    sha256 = models.TextField(blank=True, default="")
    scans_before = models.JSONField(default=list, db_default=[])
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _one_of(PaperKind, "kind", "cases_casepaper_kind"),
            models.CheckConstraint(
                condition=models.Q(addressee=Addressee.BODY.value, addressee_body_id__isnull=False)
                | models.Q(
                    addressee__in=["", Addressee.REPORTER.value, Addressee.OTHER.value],
                    addressee_body_id=None,
                ),
                name="cases_casepaper_addressed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(served_on=None, service="")
                | (models.Q(served_on__isnull=False) & models.Q(service__in=[way.value for way in Service])),
                name="cases_casepaper_served_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="cases_casepaper_scope"),
            models.Index(
                fields=["body_id", "-id"],
                condition=models.Q(served_on=None, withdrawn_at=None),
                name="cases_casepaper_unserved",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Visit(models.Model):
    """A joint visit 联合执法: departments go to the estate together at a time; `spot_id` is where, in the vault."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="visits")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.SmallIntegerField()
    body_id = models.BigIntegerField()
    meets_at = models.DateTimeField()
    spot_id = models.BigIntegerField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    held = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_visit_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="cases_visit_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, held=None)
                | models.Q(ended_at__isnull=False, held__isnull=False),
                name="cases_visit_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="cases_visit_scope")]

    def __str__(self) -> str:
        return f"{self.stream} visit {self.number}"


class VisitPart(models.Model):
    """A body's part in a joint visit: when it came, what it found, and the duty that follows from it.

    `came_at` is the agreed time where it is known that it came and not when.
    `ended_at` is when its part ended without a visit because the body was dissolved and nobody took its duties over.
    """

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey("cases.Visit", models.PROTECT, related_name="parts")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    body_id = models.BigIntegerField()
    came_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True, default="")
    text_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField(null=True)
    duty_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "body_id"], name="cases_visitpart_once"),
            models.CheckConstraint(
                condition=models.Q(finding="", found_at=None)
                | (models.Q(finding__in=[one.value for one in Finding]) & models.Q(found_at__isnull=False)),
                name="cases_visitpart_found_whole",
            ),
        ]
        indexes = [models.Index(fields=["body_id", "-visit_id"], name="cases_visitpart_body")]

    def __str__(self) -> str:
        return f"{self.body_id} at visit {self.visit_id}"


class Submission(models.Model):
    """A form that went through, by the key it carried: sent again, it finds what it did the first time.

    `seq` is the event it became; of a form that made a paper, which of the case's papers that was.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    seq = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class SourceCount(models.Model):
    """How many reports one source 来源 sent in a clock hour; gone when the hour is over.

    `source` is a keyed digest of the address, never the address.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.BinaryField()
    hour = models.DateTimeField()
    reports = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "hour"], name="cases_sourcecount_once")]

    def __str__(self) -> str:
        return f"{self.hour:%F %R} {self.reports}"


class KindModel(models.Model):
    """What the city's confirmed cases taught of the kinds 类别模型, one version a row; fragments and weights, no text.

    `measured` is how well it answers cases it was not taught; only one that beats the list's words is `used`.
    """

    id = models.BigAutoField(primary_key=True)
    trained_at = models.DateTimeField()
    list_day = models.DateField()
    newest_case = models.BigIntegerField()
    used = models.BooleanField()
    measured = models.JSONField()
    learnt = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="cases_kindmodel_used", condition=models.Q(used=True))]

    def __str__(self) -> str:
        return f"kind model {self.pk}"
