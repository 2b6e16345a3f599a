"""When a caller whose case was joined into an earlier one was told by telephone how that ended."""

from django.db import migrations, models

# Who was joined into what is over by now was to be told by nobody; he is not called years later.
OVER = """
update cases_supporter f set told_at = f.joined_at from cases_case c
where f.caller_of is not null and c.id = f.case_id and c.state = 'ended'
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_joined_cases_follow")]

    operations = [
        migrations.AddField("supporter", "told_at", models.DateTimeField(null=True)),
        migrations.RunSQL(OVER, migrations.RunSQL.noop),
        migrations.AddIndex(
            "supporter",
            models.Index(
                fields=["-id"],
                name="cases_supporter_to_call",
                condition=models.Q(caller_of__isnull=False, person_id=None, left_at=None, told_at=None),
            ),
        ),
    ]
