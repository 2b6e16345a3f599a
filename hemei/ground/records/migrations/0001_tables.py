"""The tables of `records`, made together."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.fields.json
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("records", "0006_files_are_erased"),
        ("records", "0009_proof_keys"),
        ("records", "0011_paper_numbers"),
    ]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("register", models.TextField()),
                        ("file_name", models.TextField()),
                        ("sheet", models.TextField()),
                        ("kept", models.TextField()),
                        ("digest", models.TextField()),
                        ("size", models.BigIntegerField()),
                        ("kind", models.TextField()),
                        ("how", models.JSONField()),
                        ("header_row", models.IntegerField()),
                        ("header_digest", models.TextField()),
                        ("mapping", models.JSONField()),
                        (
                            "state",
                            models.TextField(
                                choices=[
                                    ("open", "open"),
                                    ("checking", "checking"),
                                    ("checked", "checked"),
                                    ("writing", "writing"),
                                    ("halted", "halted"),
                                    ("written", "written"),
                                    ("undoing", "undoing"),
                                    ("undone", "undone"),
                                    ("dropped", "dropped"),
                                ]
                            ),
                        ),
                        ("go_on", models.BooleanField(default=False)),
                        ("rows", models.BigIntegerField()),
                        ("place_row", models.BigIntegerField(default=0)),
                        ("place_byte", models.BigIntegerField(default=0)),
                        ("new", models.BigIntegerField(default=0)),
                        ("changed", models.BigIntegerField(default=0)),
                        ("same", models.BigIntegerField(default=0)),
                        ("bad", models.BigIntegerField(default=0)),
                        ("left", models.BigIntegerField(db_default=0, default=0)),
                        ("refusal", models.JSONField(null=True)),
                        ("actor", models.JSONField()),
                        ("created_at", models.DateTimeField()),
                        ("begun_at", models.DateTimeField(null=True)),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="records_import_scope"),
                            models.Index(fields=["digest", "register"], name="records_import_digest"),
                            models.Index(fields=["kept"], name="records_import_kept"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="records.import",
                            ),
                        ),
                        ("first_row", models.BigIntegerField()),
                        ("last_row", models.BigIntegerField()),
                        ("trace", models.JSONField()),
                        ("undone_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "first_row"), name="records_batch_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportProblem",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="problems",
                                to="records.import",
                            ),
                        ),
                        ("row", models.BigIntegerField()),
                        ("column", models.TextField()),
                        ("code", models.TextField()),
                        ("said", models.BinaryField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["source", "row"], name="records_problem_row")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportMatch",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("scope", models.TextField(db_collation="C")),
                        ("stream", models.TextField()),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matches",
                                to="records.import",
                            ),
                        ),
                        ("row", models.BigIntegerField()),
                        ("kind", models.TextField()),
                        ("said", models.BinaryField()),
                        ("likeliest", models.BigIntegerField()),
                        ("choice", models.TextField(blank=True, default="")),
                        ("chosen", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["source", "choice", "kind", "id"], name="records_match_choice"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "row"), name="records_match_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("chosen__isnull", False)),
                                fields=("source", "chosen"),
                                name="records_match_takes_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ColumnMapping",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("register", models.TextField()),
                        ("header_digest", models.TextField()),
                        ("mapping", models.JSONField()),
                        ("used_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("register", "header_digest"), name="records_mapping_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("seq", models.BigIntegerField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("payload", models.JSONField()),
                        ("mac", models.BinaryField()),
                        ("previous", models.BinaryField()),
                        ("hash", models.BinaryField()),
                        (
                            "type",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.fields.json.KeyTextTransform("type", "payload"),
                                output_field=models.TextField(),
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["type", "id"], name="records_event_type")],
                        "constraints": [
                            models.UniqueConstraint(fields=("stream", "seq"), name="records_event_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stream",
                    fields=[
                        ("stream", models.TextField(primary_key=True, serialize=False)),
                        ("seq", models.BigIntegerField()),
                        ("hash", models.BinaryField()),
                        ("event_id", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Pending",
                    fields=[
                        ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("attempts", models.SmallIntegerField(db_default=0, default=0)),
                        ("not_before", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("day", models.DateField()),
                        ("taken_at", models.DateTimeField()),
                        ("last_event_id", models.BigIntegerField()),
                        ("size", models.BigIntegerField()),
                        ("root", models.BinaryField()),
                        ("frontier", models.JSONField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("size",), name="records_checkpoint_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Access",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("body_id", models.BigIntegerField(null=True)),
                        ("person_id", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["body_id", "stream"], name="records_access_body"),
                            models.Index(fields=["person_id", "stream"], name="records_access_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("body_id__isnull", False), ("person_id__isnull", True)),
                                    models.Q(("body_id__isnull", True), ("person_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="records_access_body_or_person",
                            ),
                            models.UniqueConstraint(
                                fields=("stream", "body_id", "person_id"),
                                name="records_access_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sealed",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("field", models.TextField()),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("ciphertext", models.BinaryField(null=True)),
                        ("salt", models.BinaryField(null=True)),
                        ("commitment", models.TextField()),
                        ("blind_index", models.BinaryField(null=True)),
                        ("erased_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["stream"], name="records_sealed_stream"),
                            models.Index(fields=["person_id"], name="records_sealed_person"),
                            models.Index(
                                condition=models.Q(("blind_index__isnull", False)),
                                fields=["field", "blind_index"],
                                name="records_sealed_blind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gram",
                    fields=[
                        (
                            "sealed",
                            models.OneToOneField(
                                db_column="id",
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="records.sealed",
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        (
                            "tokens",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), size=None
                            ),
                        ),
                        ("mark", models.BinaryField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["stream"], name="records_gram_stream"),
                            models.Index(fields=["scope"], name="records_gram_scope"),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["tokens"], name="records_gram_tokens"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="File",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("purpose", models.TextField()),
                        ("digest", models.TextField()),
                        ("media_type", models.TextField()),
                        ("size", models.IntegerField()),
                        ("width", models.IntegerField(null=True)),
                        ("height", models.IntegerField(null=True)),
                        ("evidence_id", models.BigIntegerField(null=True)),
                        ("added_at", models.DateTimeField()),
                        ("erased_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["stream"], name="records_file_stream")],
                    },
                ),
                migrations.CreateModel(
                    name="IssuedDocument",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("city", models.TextField()),
                        ("name", models.TextField()),
                        ("day", models.DateField()),
                        ("toml", models.TextField()),
                        ("issued_by_body_id", models.BigIntegerField()),
                        ("reason", models.TextField()),
                        ("issued_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("city", "name", "day"), name="records_issued_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProofKey",
                    fields=[
                        ("mark", models.TextField(primary_key=True, serialize=False)),
                        ("locked", models.BinaryField()),
                        ("kept_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Rollup",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("figure", models.TextField()),
                        ("month", models.DateField()),
                        ("path", models.TextField(db_collation="C")),
                        ("leaf", models.BooleanField()),
                        ("body_id", models.BigIntegerField()),
                        ("counted", models.BigIntegerField()),
                        ("not_counted", models.BigIntegerField()),
                        ("not_provable", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("figure", "path", "leaf", "body_id", "month"),
                                name="records_rollup_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollupState",
                    fields=[
                        ("figure", models.TextField(primary_key=True, serialize=False)),
                        ("stated_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField()),
                        ("seen", models.BigIntegerField()),
                        ("after", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="PaperNumber",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("series", models.TextField()),
                        ("year", models.SmallIntegerField()),
                        ("last", models.IntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("series", "year"), name="records_paper_number_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
