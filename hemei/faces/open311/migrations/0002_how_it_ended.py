"""How a case ended: without it one that was refused reads like one that was withdrawn."""

import importlib

from django.db import migrations

FIRST = importlib.import_module("hemei.faces.open311.migrations.0001_public_view").VIEW
VIEW = """
create or replace view public_request as
select c.number, c.kind, c.state, c.outcome, c.reported_at, c.next_due_at, c.ended_at,
       (select (v.payload ->> 'at')::timestamptz from records_event v
        where v.stream = c.stream and v.seq = c.version) as updated_at,
       e.token, e.name as estate, e.address, e.lon, e.lat, coalesce(b.short_name, '') as agency, c.ended
from cases_case c
left join places_estate e on e.id = c.estate_id
left join people_body b on b.id = c.home_body_id;
"""


class Migration(migrations.Migration):
    dependencies = [("open311", "0001_public_view"), ("cases", "0003_source_count")]
    operations = [migrations.RunSQL(VIEW, "drop view public_request;" + FIRST)]
