"""No two mechanisms of a community at once unless one was voided, and who sees what: by place, or the access list."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("mechanism", "topic", "rating", "sitting", "agendaitem", "task")
NO_OVERLAP = """
alter table deliberation_mechanism add constraint deliberation_mechanism_no_overlap
  exclude using gist (community_id with =, daterange(valid_from, valid_until) with &&) where (voided_at is null);
"""


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP,
            "alter table deliberation_mechanism drop constraint deliberation_mechanism_no_overlap;",
        ),
        *(
            migrations.RunSQL(protect(f"deliberation_{table}"), unprotect(f"deliberation_{table}"))
            for table in TABLES
        ),
    ]
