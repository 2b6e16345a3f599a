"""Ui: what every page shares (界面): base template, components, style, drafts, language, large type.

Words: page header (页首), state badge (状态标), clock chip (时限标), timeline (办理过程),
large type (大字版), draft (草稿). It knows no business; apps hand it words and instants.
"""
