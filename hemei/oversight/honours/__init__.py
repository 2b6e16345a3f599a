"""Honours: exemplars 典型 (S7), demonstration projects 示范项目 and the plan of harmonious estates 和美小区 (S6).

A nomination 推荐 names its estate and what is shown there: the community's mechanism, the owners' committee, the
company's service, or, for a demonstration project, the company's project. A group reviews it 评审, it is posted 公示,
anybody objects 异议, the city publishes it 公布 or names it 命名, looks again each year 复核, and withdraws it 撤销.
That an estate stands in all three lists 三类合一 is derived from them and entered nowhere. An action target 行动目标
is what a street wants to reach in a year; what it has reached is counted from the records of others.
"""
