"""Tables of patrols: the points of each cell, the rounds, what was seen at each point, and the photos of it."""

from __future__ import annotations

from django.db import models

from hemei.coordination.patrols.rules.words import Result, RoundState, Why


class Point(models.Model):
    """A point 点位 of a grid cell that is looked at, during a period; a changed one ends and another begins.

    `kind` is one of the document `patrol-rounds`; the position is in millionths of a degree and may be unknown.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    cell = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    name = models.TextField()
    lon = models.IntegerField(null=True)
    lat = models.IntegerField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "name"], condition=models.Q(valid_until=None), name="patrols_point_one_name"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="patrols_point_period",
            ),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__isnull=False, lat__isnull=False),
                name="patrols_point_position",
            ),
        ]
        indexes = [models.Index(fields=["scope", "id"], name="patrols_point_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"


class Round(models.Model):
    """A round 巡查 of a cell on a day, and who walks it by his office; without a `walker` the cell has no grid worker.

    `submission_key` is what the phone that handed it in called it: the same key again changes nothing. `gaps` counts
    the points nobody looked at; `why`, `why_note` say why they, or the whole round, were missed. `former` are the
    offices that were to walk it before it was given away; what one of them walked all the same, when another had
    handed it in, stands beside it as a round of its own, `second_of` the first, and is counted nowhere.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    cell = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    planned_on = models.DateField()
    walker = models.ForeignKey("people.Appointment", models.PROTECT, null=True, related_name="+")
    former = models.JSONField(default=list)
    second_of = models.ForeignKey("patrols.Round", models.PROTECT, null=True, related_name="seconds")
    state = models.TextField(choices=[(state.value, state.value) for state in RoundState], default="planned")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    submission_key = models.UUIDField(null=True, unique=True)
    on_time = models.BooleanField(null=True)
    gaps = models.SmallIntegerField(default=0)
    flags = models.JSONField(default=list)
    missed_at = models.DateTimeField(null=True)
    why = models.TextField(choices=[(why.value, why.value) for why in Why], blank=True, default="")
    why_note_id = models.BigIntegerField(null=True)
    why_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "planned_on"],
                condition=models.Q(second_of=None),
                name="patrols_round_one_a_day",
            ),
            models.UniqueConstraint(
                fields=["second_of", "walker"],
                condition=models.Q(second_of__isnull=False),
                name="patrols_round_one_beside",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="done", started_at__isnull=False, ended_at__gt=models.F("started_at"),
                    received_at__isnull=False, submission_key__isnull=False, on_time__isnull=False,
                )
                | (
                    ~models.Q(state="done")
                    & models.Q(started_at=None, ended_at=None, received_at=None, submission_key=None, on_time=None)
                ),
                name="patrols_round_done_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="missed") | models.Q(missed_at__isnull=False),
                name="patrols_round_missed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(walker__isnull=False) | (~models.Q(state="done") & models.Q(second_of=None)),
                name="patrols_round_walked_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(walker__isnull=False) | ~models.Q(state="missed") | models.Q(why="vacant"),
                name="patrols_round_nobody_to_ask",
            ),
            models.CheckConstraint(
                condition=models.Q(why="", why_at=None, why_note_id=None)
                | (~models.Q(why="") & models.Q(why_at__isnull=False)),
                name="patrols_round_why_whole",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["scope", "-planned_on", "-id"], name="patrols_round_scope"),
            models.Index(fields=["walker", "-planned_on"], name="patrols_round_walker"),
            models.Index(
                fields=["planned_on"], condition=models.Q(state="planned"), name="patrols_round_planned"
            ),
        ]

    def __str__(self) -> str:
        return f"cell {self.cell_id} on {self.planned_on}"


class Visit(models.Model):
    """A point of a round: planned with the name and place it had, and what was seen there.

    Without a `result` nobody looked. `case_number` is the case a find became; the position is where the phone was.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    round = models.ForeignKey("patrols.Round", models.PROTECT, related_name="visits")
    point = models.ForeignKey("patrols.Point", models.PROTECT, related_name="+")
    kind = models.TextField()
    name = models.TextField()
    result = models.TextField(
        choices=[(result.value, result.value) for result in Result], blank=True, default=""
    )
    seen_at = models.DateTimeField(null=True)
    lon = models.IntegerField(null=True)
    lat = models.IntegerField(null=True)
    metres = models.IntegerField(null=True)
    note_id = models.BigIntegerField(null=True)
    case_kind = models.TextField(blank=True, default="")
    case_number = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "point"], name="patrols_visit_once"),
            models.UniqueConstraint(
                fields=["case_number"], condition=~models.Q(case_number=""), name="patrols_visit_one_case"
            ),
            models.CheckConstraint(
                condition=models.Q(result="", seen_at=None)
                | (~models.Q(result="") & models.Q(seen_at__isnull=False)),
                name="patrols_visit_seen",
            ),
            models.CheckConstraint(
                condition=models.Q(result="found", case_number__gt="", case_kind__gt="")
                | (~models.Q(result="found") & models.Q(case_number="", case_kind="")),
                name="patrols_visit_find_is_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="patrols_visit_scope"),
            models.Index(fields=["point", "-id"], name="patrols_visit_point"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"


class EarlyFind(models.Model):
    """An urgent find 先报的发现 that was sent alone, ahead of its round: once for each round, point and walker.

    It keeps whose find became which case, also where the round is handed in by another, or never.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    round = models.ForeignKey("patrols.Round", models.PROTECT, related_name="+")
    point = models.ForeignKey("patrols.Point", models.PROTECT, related_name="+")
    walker = models.ForeignKey("people.Appointment", models.PROTECT, related_name="+")
    case_number = models.TextField(unique=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "point", "walker"], name="patrols_earlyfind_once"),
            models.CheckConstraint(
                condition=models.Q(case_number__gt=""), name="patrols_earlyfind_is_a_case"
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="patrols_earlyfind_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.case_number}"


class Shot(models.Model):
    """A photo of a point: when it was taken and who says so, how far off, and which earlier one it repeats."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    visit = models.ForeignKey("patrols.Visit", models.PROTECT, related_name="shots")
    file = models.ForeignKey("records.File", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    time_from = models.TextField()
    metres = models.IntegerField(null=True)
    likeness = models.TextField()
    copy_of = models.ForeignKey("patrols.Shot", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="patrols_shot_scope")]

    def __str__(self) -> str:
        return f"visit {self.visit_id} file {self.file_id}"
