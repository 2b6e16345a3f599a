"""A notice may be about the money of somebody's home, or of his estate."""

from django.db import migrations, models

NAME = "notices_notice_matter"


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_votes")]

    operations = [
        migrations.RemoveConstraint("notice", NAME),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(matter__in=["progress", "task", "clock", "visit", "vote", "money"]),
                name=NAME,
            ),
        ),
    ]
