"""Checks of the registers of companies, contracts and managers.

That two contracts of one estate run at once the database refuses; what it cannot refuse is that the agreed terms of
two companies overlap, because the former one left before its own had ended.
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark

_RUNS = "p.valid_from <= %(day)s and (p.valid_until is null or p.valid_until > %(day)s)"
_TAIL = "e.code as arg, p.id::text as fix"
_ON = """from companies_project p
join companies_company c on c.id = p.company_id join places_estate e on e.id = p.estate_id"""

NO_TERM = Check(
    "no_term",
    mark("合同没有期限"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'none' as reason,
       jsonb_build_object('company', c.name, 'since', p.valid_from) as said, {_TAIL}
{_ON}
where {_RUNS} and p.term_until is null
""",
    MappingProxyType({"none": mark("{company}的合同自{since}起，没有登记到期日。")}),
    "places:estate",
    Fix.CONTRACT,
)

TERMS_OVERLAP = Check(
    "terms_overlap",
    mark("一个小区两家企业的合同期重叠"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'overlap' as reason,
       jsonb_build_object('company', c.name, 'since', p.valid_from, 'former', f.company, 'term', f.term_until) as said,
       {_TAIL}
{_ON}
join lateral (
  select o.name as company, q.term_until from companies_project q join companies_company o on o.id = q.company_id
  where q.estate_id = p.estate_id and q.company_id <> p.company_id and q.valid_until <= p.valid_from
    and q.term_until > p.valid_from
  order by q.term_until desc, q.id limit 1
) f on true
where {_RUNS} and f.term_until > %(day)s
""",
    MappingProxyType({"overlap": mark("{former}的合同到{term}才到期，{company}的合同已自{since}起。")}),
    "places:estate",
    Fix.CONTRACT,
)

# The place is the lowest one that holds both projects: whoever sees the row sees both.
MANAGER_TWICE = Check(
    "manager_twice",
    mark("一名项目经理同时在两家企业"),
    f"""
select 'companies.manager:' || g.person_id as key, g.estate as label,
       (select above from records_paths_above(g.low) above where starts_with(g.high, above)
        order by length(above) desc limit 1) collate "C" as place,
       'twice' as reason,
       jsonb_build_object('company', g.company, 'other', g.other, 'there', g.there, 'count', g.projects) as said,
       g.code as arg, g.project::text as fix
from (
  select m.person_id, min(p.scope) as low, max(p.scope) as high, count(*) as projects,
         (array_agg(p.id order by p.company_id, p.id))[1] as project,
         (array_agg(e.name order by p.company_id, p.id))[1] as estate,
         (array_agg(e.code order by p.company_id, p.id))[1] as code,
         (array_agg(c.name order by p.company_id, p.id))[1] as company,
         (array_agg(c.name order by p.company_id desc, p.id))[1] as other,
         (array_agg(e.name order by p.company_id desc, p.id))[1] as there,
         count(distinct p.company_id) as companies
  {_ON}
  join companies_projectmanager m on m.project_id = p.id
    and m.valid_from <= %(day)s and (m.valid_until is null or m.valid_until > %(day)s)
  where {_RUNS}
  group by m.person_id
) g
where g.companies > 1
""",
    MappingProxyType(
        {"twice": mark("同一名经理在{company}管这个小区，又在{other}管{there}（共 {count} 个项目）。")}
    ),
    "places:estate",
    Fix.MANAGER,
)

COMPANY_GONE = Check(
    "company_gone",
    mark("在管企业已注销"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'gone' as reason,
       jsonb_build_object('company', c.name, 'day', least(c.valid_until, b.valid_until)) as said, {_TAIL}
{_ON}
join people_body b on b.id = c.body_id
where {_RUNS} and least(c.valid_until, b.valid_until) <= %(day)s
""",
    MappingProxyType({"gone": mark("{company}已于{day}注销，合同仍登记为在管。")}),
    "places:estate",
    Fix.CONTRACT,
)

# The check character of GB 32100-2015: weights are the powers of 3 modulo 31.
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = ",".join(str(pow(3, place, 31)) for place in range(17))
DOUBTFUL_CODE = Check(
    "doubtful_code",
    mark("信用代码校验不通过又没有理由"),
    f"""
select 'companies.company:' || c.id as key, c.name as label, b.scope as place, 'doubtful' as reason,
       jsonb_build_object('code', c.uscc) as said, c.body_id::text as arg, c.body_id::text as fix
from companies_company c join people_body b on b.id = c.body_id
where c.override_id is null and c.valid_from <= %(day)s and (c.valid_until is null or c.valid_until > %(day)s)
  and (c.uscc !~ '^[{_LETTERS}]{{18}}$'
       or (select sum((strpos('{_LETTERS}', substr(c.uscc, n::int, 1)) - 1) * w) from
           unnest(array[{_WEIGHTS}]) with ordinality as weights(w, n)) %% 31
          <> (32 - strpos('{_LETTERS}', substr(c.uscc, 18, 1))) %% 31)
""",
    MappingProxyType({"doubtful": mark("登记的代码“{code}”与其校验码不符，没有写明理由。")}),
    "people:body",
    Fix.NONE,
    open=True,
)

CHECKS = (NO_TERM, TERMS_OVERLAP, MANAGER_TWICE, COMPANY_GONE, DOUBTFUL_CODE)
