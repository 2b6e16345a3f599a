"""Everybody reads of a published figure that the books left it behind, and by when it is to be corrected."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, PUBLIC_ROLE

HEAD = """
create or replace view public_disclosure as
  select e.token as estate_token, e.name as estate, p.name as community, d.id as disclosure_id, d.subject, d.since,
         d.until, d.due_on, d.number as latest, coalesce(nullif(b.short_name, ''), b.name) as body,
         v.token, v.number, v.lines, v.explanations, v.because, v.root, v.published_on, v.published_at, v.board_until,
         d.published_on as first_on, d.stream{more}
  from disclosure_version v
  join disclosure_disclosure d on d.id = v.disclosure_id
  join places_estate e on e.id = d.estate_id
  join public_place p on p.id = e.community_id
  join people_body b on b.id = d.body_id
  where v.published_at is not null and e.valid_until is null;
"""
VIEW = HEAD.replace("{more}", ", case when v.number = d.number then d.correct_by end as correct_by")
# A column leaves a view only with the view.
UNDO = f"""
drop view public_disclosure;
{HEAD.replace("{more}", "")}
grant select on public_disclosure to {PUBLIC_ROLE};
revoke insert, update, delete, truncate on public_disclosure from {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0004_on_the_way")]

    operations = [migrations.RunSQL(VIEW, UNDO)]
