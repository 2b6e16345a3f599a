"""Meetings are listed by their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_signed_on_paper")]

    operations = [
        migrations.AddIndex(
            "meeting", models.Index(fields=["-starts_at", "-id"], name="meetings_meeting_day")
        ),
    ]
