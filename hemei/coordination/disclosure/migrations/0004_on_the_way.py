"""What is on its way in an estate, for everybody: the works and their budget, the kind of a payment; no payee, no person."""

from django.db import migrations

from hemei.ground.records.security import APP_ROLE, PUBLIC_ROLE

VIEW = f"""
create view public_spending as
  select e.token as estate_token, u.stream, true as of_fund, u.title as name, u.path as kind, u.state,
         coalesce(u.bill_fen, u.budget_fen) as fen, u.planned_on as since
  from funds_use u
  join funds_fund f on f.id = u.fund_id
  join places_estate e on e.id = f.estate_id
  where e.valid_until is null and u.state not in ('paid', 'failed', 'refused', 'withdrawn', 'merged')
  union all
  select e.token, o.stream, false, o.number, o.kind, o.state, o.amount_fen,
         (o.prepared_at at time zone 'Asia/Shanghai')::date
  from purses_paymentorder o
  join purses_jointaccount a on a.id = o.account_id
  join places_estate e on e.id = a.estate_id
  where e.valid_until is null and o.state in ('approving', 'approved', 'filed', 'held');
grant select on public_spending to {PUBLIC_ROLE};
revoke insert, update, delete, truncate on public_spending from {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0003_left_behind"),
        ("funds", "0022_repeated"),
        ("places", "0004_public_houses"),
        ("purses", "0018_resolution_worth"),
    ]

    operations = [migrations.RunSQL(VIEW, "drop view public_spending;")]
