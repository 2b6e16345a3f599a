"""Clocks by the moment of their verdict, so that a week or a month of a large city is read by itself."""

from django.db import migrations

# The same expression as in the figures of casework: a clock is met when it is stopped, missed when it runs out.
VERDICT = """
create index concurrently if not exists clocks_deadline_verdict on clocks_deadline
  (kind, (case when state = 'met' then settled_at else due_at end));
"""
ANSWERED = """
create index concurrently if not exists clocks_deadline_answered on clocks_deadline (settled_at)
  where kind = 'acceptance' and state in ('met', 'missed');
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("clocks", "0001_clocks")]

    operations = [
        migrations.RunSQL(VERDICT, "drop index concurrently if exists clocks_deadline_verdict;"),
        migrations.RunSQL(ANSWERED, "drop index concurrently if exists clocks_deadline_answered;"),
    ]
