"""An item may be the owners' alone to decide; the notice fixes that with the rest of the agenda."""

from django.db import migrations, models

# The rest of the function stays as it was made in 0002.
FIXED = """
do $$ begin
  execute replace(pg_get_functiondef('meetings_outcome_kept'::regproc),
    '{0}.subject_stream)', '{0}.subject_stream, {0}.for_owners)');
end $$;
"""
LOOSE = """
do $$ begin
  execute replace(pg_get_functiondef('meetings_outcome_kept'::regproc),
    '{0}.subject_stream, {0}.for_owners)', '{0}.subject_stream)');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_gathering")]
    operations = [
        migrations.AddField("item", "for_owners", models.TextField(blank=True, default="", db_default="")),
        *(migrations.RunSQL(FIXED.format(one), LOOSE.format(one)) for one in ("new", "old")),
    ]
