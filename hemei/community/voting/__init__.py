"""Voting (业主表决): what owners decide together, and a count that anybody can do again.

A matter 事项 is one of those the law gives to the owners. The roll 表决权名册 lists the exclusive parts 专有部分
(units) with area, building and owners; a head 人 is one owner as the interpretation counts: one buyer of several units,
one set of co-owners, the developer with all that is unsold or undelivered. A ballot 选票 is cast for a unit: for 同意,
against 反对, abstain 弃权. The count 计票 measures areas and heads that take part 参与表决 and that agree 同意, holds
them against the shares of the matter, and says of every number where it comes from.
"""
