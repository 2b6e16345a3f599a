"""What anyone may see of a case: its kind, its course, its estate; no words, no reporter, no door."""

from django.db import migrations

VIEW = """
create view public_request as
select c.number, c.kind, c.state, c.outcome, c.reported_at, c.next_due_at, c.ended_at,
       (select (v.payload ->> 'at')::timestamptz from records_event v
        where v.stream = c.stream and v.seq = c.version) as updated_at,
       e.token, e.name as estate, e.address, e.lon, e.lat, coalesce(b.short_name, '') as agency
from cases_case c
left join places_estate e on e.id = c.estate_id
left join people_body b on b.id = c.home_body_id;
revoke insert, update, delete, truncate on public_request from hemei_app;
grant select on public_request to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_source_count"),
        ("people", "0001_tables"),
        ("places", "0004_public_houses"),
        ("records", "0002_chain"),
    ]
    operations = [migrations.RunSQL(VIEW, "drop view public_request;")]
