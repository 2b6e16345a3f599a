"""Offices: work shifted down to streets and communities (重心下移).

A street keeps a property office (物业管理专职部门) inside 'one office, five departments, two centres'
(一办五部两中心) with posts moved down from above (下沉编制) and carries the backstop responsibility (兜底责任);
a residents' committee has one or two part-time staff (兼职人员) and carries the main responsibility (主体责任);
a county puts the item into its yearly target assessment (目标考核). Every fact has a period; what was recorded in
error is voided (作废) by an event, never edited.
"""
