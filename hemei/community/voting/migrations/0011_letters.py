"""Letters belong to a roll, are numbered and may be void; an owner asks for a visit. Nobody wrote letters before."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0010_call_back")]

    operations = [
        migrations.RemoveField("letterrun", "estate"),
        migrations.RemoveField("letterrun", "building"),
        migrations.RemoveField("letter", "unit"),
        migrations.RemoveField("letter", "expires_on"),
        migrations.AddField(
            "letterrun",
            "roll",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letter_runs", to="voting.roll"
            ),
        ),
        migrations.AddField("letterrun", "key", models.TextField(unique=True)),
        migrations.AddField("letterrun", "number", models.SmallIntegerField()),
        migrations.AddField("letterrun", "expires_on", models.DateField()),
        migrations.AddField("letterrun", "beat_at", models.DateTimeField(null=True)),
        migrations.AddField("letterrun", "printed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "letterrun",
            "file",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.file",
            ),
        ),
        migrations.AlterField(
            "letter",
            "run",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="voting.letterrun"
            ),
        ),
        migrations.AddField(
            "letter",
            "roll_unit",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="voting.rollunit",
            ),
        ),
        migrations.AddField("letter", "number", models.IntegerField()),
        migrations.AddField("letter", "voided_at", models.DateTimeField(null=True)),
        migrations.AlterField("letter", "digest", models.BinaryField(null=True, unique=True)),
        migrations.AddIndex("letter", models.Index(fields=["roll_unit", "-id"], name="voting_letter_unit")),
        migrations.AddConstraint(
            "letter",
            models.UniqueConstraint(
                condition=models.Q(("used_at", None), ("voided_at", None)),
                fields=("roll_unit",),
                name="voting_letter_one_stands",
            ),
        ),
        migrations.AddConstraint(
            "letterrun", models.UniqueConstraint(fields=("roll", "number"), name="voting_letterrun_once")
        ),
        migrations.CreateModel(
            name="VisitAsk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("when", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("scope", models.TextField(db_collation="C")),
                ("stream", models.TextField()),
                (
                    "roll_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_asks",
                        to="voting.rollunit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("roll_unit",),
                        name="voting_visitask_one_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("when__in", ["afternoon", "any", "evening", "morning"])),
                        name="voting_visitask_when",
                    ),
                ],
            },
        ),
        migrations.RunSQL(protect("voting_visitask"), unprotect("voting_visitask")),
    ]
