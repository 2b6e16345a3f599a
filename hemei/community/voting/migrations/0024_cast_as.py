"""As what somebody cast a sheet, and where the words lie that say by which papers."""

from django.db import migrations, models

CAST_AS = ["", "owner", "chosen", "guardian", "delegate", "proxy"]


class Migration(migrations.Migration):
    dependencies = [("voting", "0023_two_hands")]

    operations = [
        migrations.AddField("sheet", "capacity", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("sheet", "evidence_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "sheet",
            models.CheckConstraint(condition=models.Q(capacity__in=CAST_AS), name="voting_sheet_capacity"),
        ),
    ]
