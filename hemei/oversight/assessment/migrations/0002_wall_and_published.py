"""Who sees rounds and scores: by place, or who they were shared with; and what everybody reads once it is published."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("round", "entry", "assessor", "mark", "markobjection", "consequence", "checkfrequency")
# Views of the owner's, so the wall does not hide what is published.
PUBLISHED = """
create view public_assessment_round as
  select r.id, r.place_id, p.name as place, r.scope as place_path, r.standard, r.standard_day, r.title, r.period_from,
         r.period_until, r.published_at, r.spread,
         (select count(*) from assessment_entry e where e.round_id = r.id) as subjects
  from assessment_round r join places_place p on p.id = r.place_id where r.stage = 'published';
create view public_assessment_entry as
  select e.id as entry_id, e.round_id, r.standard, r.standard_day, r.title, r.period_from, r.period_until,
         r.published_at, e.subject_kind, e.subject_id, e.name, e.place_path, e.body_id, e.estate_id, e.points_num,
         e.points_den, e."of" as full_points, e.grade, e.vetoes, e.rank, e.lines
  from assessment_entry e join assessment_round r on r.id = e.round_id where r.stage = 'published';
revoke insert, update, delete, truncate on public_assessment_round, public_assessment_entry from hemei_app;
grant select on public_assessment_round, public_assessment_entry to hemei_public;
"""
GONE = "drop view public_assessment_entry; drop view public_assessment_round;"


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_tables"), ("places", "0001_tables"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(f"assessment_{table}"), unprotect(f"assessment_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(PUBLISHED, GONE),
    ]
