"""Third-party assessment: the contract, the drawn sample, visits with their photos, and the owners' survey."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hemei.oversight.assessment.rules.kit_words import Fate, ReviewOutcome, VisitState


class AssessmentContract(models.Model):
    """A contract 评估合同 with a supplier: what is bought, for how much, for how long (upper end excluded)."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    supplier = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    number = models.TextField(unique=True)
    task = models.TextField()
    price_fen = models.BigIntegerField()
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from"), price_fen__gt=0),
                name="assessment_contract_whole",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Sample(models.Model):
    """The sample 抽样 of a round.

    The list (`digest`) and the secret of second visits (`commitment`) stand before the seed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    round = models.OneToOneField("assessment.Round", models.PROTECT, related_name="sample")
    contract = models.ForeignKey("assessment.AssessmentContract", models.PROTECT, related_name="samples")
    strata_by = ArrayField(models.TextField())
    size = models.IntegerField()
    digest = models.TextField()
    secret = models.TextField()
    commitment = models.TextField()
    listed_at = models.DateTimeField()
    seed = models.TextField(blank=True, default="")
    drawn_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seed="", drawn_at=None) | (~Q(seed="") & Q(drawn_at__gte=F("listed_at"))),
                name="assessment_sample_seed_after_list",
            )
        ]

    def __str__(self) -> str:
        return self.stream


class SampledProject(models.Model):
    """A line of the public list: `key` names the project, `place` is its place in the stratum's draw, 0 for a must.

    A must is checked every `every_months`, for a public `reason`; it stands in a stratum of its own.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    sample = models.ForeignKey("assessment.Sample", models.PROTECT, related_name="lines")
    project = models.ForeignKey("companies.Project", models.PROTECT, related_name="+")
    key = models.TextField()
    stratum = models.TextField()
    must = models.BooleanField()
    every_months = models.SmallIntegerField(null=True)
    reason = models.TextField(blank=True, default="")
    place = models.IntegerField(default=0)
    drawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "key"], name="assessment_sampled_once")]

    def __str__(self) -> str:
        return f"{self.key} in {self.stream}"


class Visit(models.Model):
    """A visit 检查. `second_of` marks a hidden second one: its marks tell of assessors and do not count.

    Times are the phone's, `received_at` is ours. `flags` ask; `review` is what a person made of them.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    entry = models.ForeignKey("assessment.Entry", models.PROTECT, related_name="visits")
    assessor = models.ForeignKey("assessment.Assessor", models.PROTECT, related_name="visits")
    contract = models.ForeignKey("assessment.AssessmentContract", models.PROTECT, related_name="+")
    second_of = models.OneToOneField("assessment.Visit", models.PROTECT, null=True, related_name="second")
    state = models.TextField(choices=[(state.value, state.value) for state in VisitState])
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    submission_key = models.UUIDField(null=True, unique=True)
    flags = ArrayField(models.TextField(), default=list)
    review = models.TextField(
        blank=True, default="", choices=[(one.value, one.value) for one in ReviewOutcome]
    )
    reviewed_at = models.DateTimeField(null=True)
    review_note_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=VisitState.ENDED.value)
                | Q(received_at__isnull=False, submission_key__isnull=False, ended_at__gt=F("started_at")),
                name="assessment_visit_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(review="", reviewed_at=None)
                | (~Q(review="") & Q(reviewed_at__isnull=False, review_note_id__isnull=False)),
                name="assessment_visit_reviewed_whole",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="assessment_visit_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class VisitMark(models.Model):
    """What an assessor found of one item on a visit, and how many seconds he was at it; the note is a vault row."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    visit = models.ForeignKey("assessment.Visit", models.PROTECT, related_name="marks")
    item = models.TextField()
    value_num = models.SmallIntegerField()
    value_den = models.SmallIntegerField()
    seconds = models.IntegerField()
    note_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="assessment_visitmark_once"),
            models.CheckConstraint(
                condition=Q(value_num__gte=0, value_den__gt=0, value_num__lte=F("value_den"), seconds__gte=0),
                name="assessment_visitmark_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.stream}"


class VisitPhoto(models.Model):
    """A photo of an item. Its position lies in the vault with the file; here stands how far from the estate it was.

    `likeness` is a perceptual hash of 128 bits, `copy_of` the photo of another visit or item that it repeats.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    visit = models.ForeignKey("assessment.Visit", models.PROTECT, related_name="photos")
    item = models.TextField()
    file = models.OneToOneField("records.File", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    time_from = models.TextField()
    metres = models.IntegerField(null=True)
    likeness = models.TextField()
    copy_of = models.ForeignKey("assessment.VisitPhoto", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.stream}"


class Survey(models.Model):
    """The survey 满意度调查 of an estate's owners in a round; `assessor` asks."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    entry = models.OneToOneField("assessment.Entry", models.PROTECT, related_name="survey")
    assessor = models.ForeignKey("assessment.Assessor", models.PROTECT, related_name="surveys")
    seed = models.TextField()
    households = models.IntegerField()
    size = models.IntegerField()
    drawn_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.stream


class SurveyUnit(models.Model):
    """A unit in the order of the draw. Whether it answered stands here, what it answered nowhere beside it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    survey = models.ForeignKey("assessment.Survey", models.PROTECT, related_name="units")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    building = models.TextField()
    place = models.IntegerField()
    drawn = models.BooleanField()
    replaces = models.ForeignKey("assessment.SurveyUnit", models.PROTECT, null=True, related_name="+")
    replaced = models.SmallIntegerField(default=0)
    fate = models.TextField(choices=[(fate.value, fate.value) for fate in Fate], default=Fate.WAITING.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "unit"], name="assessment_surveyunit_once"),
            models.UniqueConstraint(fields=["survey", "place"], name="assessment_surveyunit_place"),
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} of {self.stream}"


class SurveyTally(models.Model):
    """How many owners gave an answer, by value and channel: a count, for an answer of its own could be traced."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    survey = models.ForeignKey("assessment.Survey", models.PROTECT, related_name="tallies")
    value = models.SmallIntegerField()
    channel = models.TextField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "value", "channel"], name="assessment_tally_once"),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=5, count__gte=0), name="assessment_tally_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} times {self.value} in {self.stream}"


class RoundAgreement(models.Model):
    """How far assessors agree in a round (Krippendorff's alpha in millionths), as the worker last measured it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    round = models.OneToOneField("assessment.Round", models.PROTECT, related_name="agreement")
    pairs = models.IntegerField()
    alpha_millionths = models.IntegerField(null=True)
    measured_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"agreement of {self.stream}"
