"""People: persons 人员, bodies 机构, appointments 任职, accounts 账号 and their sessions 会话.

A body is a bureau, a department, a street, a community, a company or a committee; it is never
deleted. A role is an appointment to a body over a place, and nothing else decides what one may see
and do. Names and phone numbers lie in the vault; only public office shows its holder's name.
"""
