"""Who holds an office at the company that proposed a use or entered its bill does not approve it."""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.funds.migrations.0016_corrections").MOVES
_END = "  return new;\nend $$;\n"
_COMPANY = """  if step = 'billed approved' and exists (
       select from people_appointment a join people_body b on b.id = a.body_id and b.kind = 'company'
       where a.person_id = new.checked_by_id and a.valid_from <= (new.checked_at at time zone 'Asia/Shanghai')::date
         and (a.valid_until is null or a.valid_until > (new.checked_at at time zone 'Asia/Shanghai')::date)
         and (a.body_id = new.body_id or exists (
           select from people_appointment p where p.person_id = new.billed_by_id and p.body_id = a.body_id
             and p.valid_from <= new.billed_on and (p.valid_until is null or p.valid_until > new.billed_on)))) then
    raise exception 'Who approves use % holds an office at the company that proposed or billed it.', new.id
      using errcode = '23514', constraint = 'funds_use_company';
  end if;
"""
_FRONT, _, _REST = _BEFORE.rpartition(_END)


class Migration(migrations.Migration):
    dependencies = [("funds", "0017_gaps_by_receipt")]

    operations = [migrations.RunSQL(_FRONT + _COMPANY + _END + _REST, _BEFORE)]
