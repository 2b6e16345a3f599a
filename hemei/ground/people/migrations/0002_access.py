"""No two equal appointments at once, and row-level security over persons and appointments."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

NO_OVERLAP = """
alter table people_appointment add constraint people_appointment_no_overlap
  exclude using gist (person_id with =, body_id with =, role with =, daterange(valid_from, valid_until) with &&);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "alter table people_appointment drop constraint people_appointment_no_overlap"
        ),
        migrations.RunSQL(protect("people_person"), unprotect("people_person")),
    ]
