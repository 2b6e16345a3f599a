"""A case may end without anybody content: whoever reported it did the work himself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_papers_keep_their_names")]

    operations = [
        migrations.RemoveConstraint("case", "cases_case_ending"),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(("ended__in", ["accepted", "silent", "anonymous", "withdrawn", "own"])),
                name="cases_case_ending",
            ),
        ),
    ]
