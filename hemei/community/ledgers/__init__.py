"""Ledgers (账簿): the owners' money of an estate 业主的钱袋子, kept in double entry, in whole fen, never rewritten.

An estate has one ledger 账簿 with two purses 资金, which are kept apart: public revenue 公共收益 and maintenance fund
维修资金. An account 科目 is one of the chart of accounts 会计科目表, or one of a unit 分户账. An entry 凭证 has
postings 分录 that add up to nothing; what was wrong is reversed 冲销 by a further entry. Closed 结账 months are locked.
The database itself refuses what is unbalanced or late, whoever writes it.
"""
