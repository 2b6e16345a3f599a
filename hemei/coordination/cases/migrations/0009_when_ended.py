"""Cases and whistles by the moment of their end, so that a week or a month of a large city is read by itself."""

from django.db import migrations

CASES = """
create index concurrently if not exists cases_case_ended on cases_case (ended_at) where ended_at is not null;
"""
TASKS = """
create index concurrently if not exists cases_task_ended on cases_task (ended_at)
  where kind = 'whistle' and ended in ('returned', 'resulted');
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0008_words_of_reports"), ("clocks", "0003_when_settled")]

    operations = [
        migrations.RunSQL(CASES, "drop index concurrently if exists cases_case_ended;"),
        migrations.RunSQL(TASKS, "drop index concurrently if exists cases_task_ended;"),
    ]
