"""Personal data 个人信息: what is kept of a person, why, how long, and the person's say in it.

The notice 告知, the request 申请 (know 知情, copy 复制, correct 更正, delete 删除, explain 解释), its answer by the
data officer 个人信息保护负责人, the end of keeping 保存期限, and the impact assessment 影响评估 (Personal
Information Protection Law, articles 17, 19, 44 to 50, 52, 55 and 56).
"""
