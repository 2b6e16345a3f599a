"""Records (记录): what happened, who may see it, and the personal data kept apart from it.

The event log (事件) is audit trail, history page and outbox at once. The vault
(保密库) holds personal fields and free text; events carry salted commitments
(承诺值) of them only. Files (附件), checkpoints (核对点) and the access list (授权)
that row-level security reads live here too.
"""
