"""Nobody leads, covers or takes the same part twice at a time; and who sees what covers an estate."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

PERIODS = (
    ("party_relation", "above_id with =, below_id with =, kind with ="),
    ("party_tie", "organisation_id with =, estate_id with =, coalesce(building_id, 0) with =, kind with ="),
    ("party_standing", "place_id with =, part with =, body_id with =, line with ="),
)
NO_OVERLAP = "".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist ({key}, daterange(valid_from, valid_until) with &&);"
    for table, key in PERIODS
)
UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _ in PERIODS)


class Migration(migrations.Migration):
    dependencies = [("party", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        migrations.RunSQL(protect("party_tie"), unprotect("party_tie")),
    ]
