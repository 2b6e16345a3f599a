"""A notice may be about somebody's right to vote."""

from django.db import migrations, models

NAME = "notices_notice_matter"


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_language")]

    operations = [
        migrations.RemoveConstraint("notice", NAME),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(matter__in=["progress", "task", "clock", "visit", "vote"]), name=NAME
            ),
        ),
    ]
