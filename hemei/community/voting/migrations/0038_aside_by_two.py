"""A page that may be a ballot is set aside by two persons; those of before were set aside by one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0037_claims_end")]

    operations = [
        migrations.AddField("scan", "set_aside_by", models.BigIntegerField(null=True)),
        migrations.AddField("scan", "aside_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("scan", "aside_asked_by", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "scan",
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
        ),
        migrations.AddIndex(
            "scan",
            models.Index(
                fields=["scope", "id"],
                name="voting_scan_aside_asked",
                condition=models.Q(aside_asked_at__isnull=False, set_aside_at=None),
            ),
        ),
    ]
