"""Scans of what was signed, and notices to the parties; what binds stands beside what is being drafted."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0008_projects_and_handed"),
        ("places", "0006_building_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementScan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("kind", models.TextField()),
                ("file_id", models.BigIntegerField(unique=True)),
                ("sha256", models.TextField()),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("kind", models.TextField()),
                ("key", models.TextField()),
                ("number", models.TextField(unique=True)),
                ("body_id", models.BigIntegerField()),
                ("about", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("served_on", models.DateField(null=True)),
                ("service", models.TextField(blank=True, default="")),
                ("note_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="agreement",
            name="mediation_agreement_one_stands",
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("effective_at", None), ("void_at", None)),
                fields=("dispute",),
                name="mediation_agreement_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("effective_at__isnull", False), ("void_at", None)),
                fields=("dispute",),
                name="mediation_agreement_one_stands",
            ),
        ),
        migrations.AddField(
            model_name="agreementscan",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="mediation.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementscan",
            name="party",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="mediation.disputeparty",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="dispute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="mediation.dispute"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mediation.disputeparty"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementscan",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["signed", "fingerprint"])), name="mediation_scan_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementscan",
            constraint=models.UniqueConstraint(fields=("agreement", "sha256"), name="mediation_scan_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementscan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "fingerprint"), _negated=True),
                    ("party__isnull", False),
                    _connector="OR",
                ),
                name="mediation_scan_of_a_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "accepted",
                            "declined",
                            "session",
                            "cancelled",
                            "handed",
                            "failed",
                            "stopped",
                            "agreed",
                            "settled",
                            "breached",
                        ],
                    )
                ),
                name="mediation_notice_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__in", ["in_person", "post", "phone", "refused", ""])),
                name="mediation_notice_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("party", "key"), name="mediation_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("served_on", None), ("service", "")),
                    models.Q(("served_on__isnull", False), models.Q(("service", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mediation_notice_served_whole",
            ),
        ),
    ]
