"""Why a project is looked at for certain, on the public list as well."""

from django.db import migrations

SHOWN = """
create or replace view public_assessment_drawn as
  select p.sample_id, p.key, p.stratum, p.must, p.place, p.drawn, p.every_months, p.reason
  from assessment_sampledproject p join public_assessment_draw d on d.id = p.sample_id;
"""
BEFORE = """
drop view public_assessment_drawn;
create view public_assessment_drawn as
  select p.sample_id, p.key, p.stratum, p.must, p.place, p.drawn
  from assessment_sampledproject p join public_assessment_draw d on d.id = p.sample_id;
revoke insert, update, delete, truncate on public_assessment_drawn from hemei_app;
grant select on public_assessment_drawn to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0004_kit_walls")]

    operations = [migrations.RunSQL(SHOWN, BEFORE)]
