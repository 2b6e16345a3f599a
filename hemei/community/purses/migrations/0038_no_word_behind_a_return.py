"""A return is confirmed by who speaks for himself, or for one who prepared, reported and recorded nothing and serves."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0025_prepared_by_owners").RETURNS
_NEXT = "    if new.kind <> 'unpaid' and not exists ("
_SPEAKS = """    if not exists (
      select from purses_signatory s left join purses_signatory away on away.id = s.stands_for_id
      where s.account_id = held.account_id and s.person_id = new.judged_by_id
        and s.valid_from <= day and (s.valid_until is null or s.valid_until > day)
        and (away.id is null or away.person_id not in (
            held.prepared_by_id, coalesce(held.rested_by_id, 0), new.reported_by_id, coalesce(new.recorded_by_id, 0))
          and exists (
            select from people_appointment a where a.person_id = away.person_id and a.body_id = away.body_id
              and a.valid_from <= day and (a.valid_until is null or a.valid_until > day)))) then
      raise exception 'A return is confirmed by a signatory, in nobody''s stead who prepared, reported or recorded it.'
        using errcode = '23514', constraint = 'purses_return_behind';
    end if;
"""
RETURNS = _BEFORE.replace(_NEXT, _SPEAKS + _NEXT)


class Migration(migrations.Migration):
    dependencies = [("purses", "0037_years_over")]

    operations = [migrations.RunSQL(RETURNS, _BEFORE)]
