"""Funds (专项维修资金): the owners' maintenance fund, from the first deposit to the last repair.

A fund 维修资金 of an estate has one household account 分户账 a unit, in the books of `ledgers`, and a common part
公共分账; a building 幢 is the sum of its households. A household is short 不足 below 30 % of its first deposit 首期,
and is asked to renew 续筹. The money stays with the unit when it is sold 过户. A use 使用 goes by the vote of those who
share the cost, or, in a situation of the list, by the emergency path 应急使用; its bill is shared 分摊 by area to the
fen.
"""
