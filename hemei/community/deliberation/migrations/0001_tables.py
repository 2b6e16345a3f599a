"""The tables of `deliberation`, made together."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("deliberation", "0001_deliberation"), ("deliberation", "0003_conclusions")]

    initial = True

    dependencies = [
        ("party", "0001_tables"),
        ("people", "0001_tables"),
        ("places", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Mechanism",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        ("document", models.TextField()),
                        (
                            "sides",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(
                                    choices=[
                                        ("party", "party"),
                                        ("residents_committee", "residents_committee"),
                                        ("owners", "owners"),
                                        ("company", "company"),
                                    ]
                                ),
                                size=None,
                            ),
                        ),
                        (
                            "owners_side",
                            models.TextField(
                                choices=[
                                    ("committee", "committee"),
                                    ("stand_in", "stand_in"),
                                    ("delegates", "delegates"),
                                ]
                            ),
                        ),
                        (
                            "chair",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="party.organisation",
                            ),
                        ),
                        ("months", models.SmallIntegerField()),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(null=True)),
                        ("voided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["scope"], name="deliberation_mechanism_scope")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until", None),
                                    ("valid_until__gt", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="deliberation_mechanism_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sitting",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "estate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("meeting_id", models.BigIntegerField(unique=True)),
                        (
                            "owners_side",
                            models.TextField(
                                choices=[
                                    ("committee", "committee"),
                                    ("stand_in", "stand_in"),
                                    ("delegates", "delegates"),
                                ]
                            ),
                        ),
                        ("extra", models.BooleanField(default=False)),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("called", "called"),
                                    ("held", "held"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ]
                            ),
                        ),
                        ("called_at", models.DateTimeField()),
                        ("held_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "-id"], name="deliberation_sitting_place")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("held_on", None), ("state", "called")),
                                    models.Q(
                                        models.Q(("state", "called"), _negated=True),
                                        ("held_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="deliberation_sitting_held_whole",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "sitting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="deliberation.sitting",
                            ),
                        ),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appearances",
                                to="deliberation.topic",
                            ),
                        ),
                        ("purpose", models.TextField(choices=[("discuss", "discuss"), ("report", "report")])),
                        ("item_id", models.BigIntegerField()),
                        ("taken", models.TextField(blank=True, default="")),
                        ("text_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sitting", "topic"), name="deliberation_agendaitem_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="deliberation.topic",
                            ),
                        ),
                        (
                            "sitting",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="deliberation.sitting",
                            ),
                        ),
                        ("part", models.TextField(choices=[("build", "build"), ("manage", "manage")])),
                        ("duty_id", models.BigIntegerField(unique=True)),
                        ("title", models.TextField()),
                        ("owner_body_id", models.BigIntegerField()),
                        ("until", models.DateField()),
                        ("due_on", models.DateField()),
                        ("late", models.BooleanField(default=False)),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("open", "open"),
                                    ("submitted", "submitted"),
                                    ("done", "done"),
                                    ("cancelled", "cancelled"),
                                ]
                            ),
                        ),
                        ("ended_on", models.DateField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["topic"], name="deliberation_task_topic")],
                    },
                ),
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.place",
                            ),
                        ),
                        (
                            "estate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(choices=[("topic", "topic"), ("small_matter", "small_matter")]),
                        ),
                        ("title", models.TextField()),
                        ("text_id", models.BigIntegerField(null=True)),
                        (
                            "raised_by",
                            models.TextField(
                                choices=[
                                    ("resident", "resident"),
                                    ("party", "party"),
                                    ("residents_committee", "residents_committee"),
                                    ("owners", "owners"),
                                    ("company", "company"),
                                    ("case", "case"),
                                    ("disclosure", "disclosure"),
                                ]
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("origin_stream", models.TextField(blank=True, default="")),
                        ("key", models.TextField(null=True, unique=True)),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("raised", "raised"),
                                    ("refused", "refused"),
                                    ("merged", "merged"),
                                    ("waiting", "waiting"),
                                    ("on_agenda", "on_agenda"),
                                    ("at_work", "at_work"),
                                    ("proposed", "proposed"),
                                    ("done", "done"),
                                    ("closed", "closed"),
                                ]
                            ),
                        ),
                        ("matter", models.TextField(blank=True, default="")),
                        ("ground", models.TextField(blank=True, default="")),
                        (
                            "into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="deliberation.topic",
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        ("done_on", models.DateField(null=True)),
                        ("shared_on", models.DateField(null=True)),
                        ("proposal_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="deliberation_topic_scope"),
                            models.Index(fields=["community", "state"], name="deliberation_topic_state"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("into__isnull", False), ("state", "merged")),
                                    models.Q(models.Q(("state", "merged"), _negated=True), ("into", None)),
                                    _connector="OR",
                                ),
                                name="deliberation_topic_merged_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "refused"), ("ground", ""), _connector="OR"),
                                name="deliberation_topic_refused_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "topic",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ratings",
                                to="deliberation.topic",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("score", models.SmallIntegerField()),
                        ("satisfied", models.BooleanField()),
                        ("text_id", models.BigIntegerField(null=True)),
                        ("rated_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("topic", "person"), name="deliberation_rating_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 1)), name="deliberation_rating_score"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
