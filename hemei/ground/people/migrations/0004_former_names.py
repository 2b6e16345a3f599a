"""Names a body had before; two never run at once."""

from django.db import migrations

NO_OVERLAP = """
alter table people_formername add constraint people_formername_no_overlap
  exclude using gist (body_id with =, daterange(valid_from, valid_until) with &&);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_by_letters")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "alter table people_formername drop constraint people_formername_no_overlap"
        )
    ]
