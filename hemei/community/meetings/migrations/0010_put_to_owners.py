"""An item of a committee's meeting names the matters it puts to the owners; the notice fixes that too."""

import django.contrib.postgres.fields
from django.db import migrations, models

# The rest of the function stays as it was made in 0002 and 0008.
FIXED = """
do $$ begin
  execute replace(pg_get_functiondef('meetings_outcome_kept'::regproc),
    '{0}.for_owners)', '{0}.for_owners, {0}.matters)');
end $$;
"""
LOOSE = """
do $$ begin
  execute replace(pg_get_functiondef('meetings_outcome_kept'::regproc),
    '{0}.for_owners, {0}.matters)', '{0}.for_owners)');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_members_seated")]
    operations = [
        migrations.AddField(
            "item",
            "matters",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, db_default=[]),
        ),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=models.Q(matters=[]) | ~models.Q(for_owners=""), name="meetings_item_matters_named"
            ),
        ),
        *(migrations.RunSQL(FIXED.format(one), LOOSE.format(one)) for one in ("new", "old")),
    ]
