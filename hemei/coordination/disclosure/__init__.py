"""Disclosure (公开): what an estate's owners are told of their money and management, by a calendar of law.

A disclosure 公开 is of an estate, a subject 公开事项 and a period. It is drafted 起草 by itself from the records:
books, contracts, meetings, cases; nobody types a figure. A figure that moved more than the entry checks 录入核对
allow wants an explanation 说明, which is published beside it. After the time for comments 征求意见 it is published
公布 with its root; a correction 更正 is a further version. Owners ask 提问 and watch a spending 监督, and are
answered on the clock. The list of risks 风险提示 says with numbers where somebody should look; it accuses nobody.
"""
