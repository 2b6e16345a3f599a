"""Committees (业主委员会): how an owners' committee comes about, and how it lives.

An election 选举 begins with the first assembly 首次业主大会会议 or the renewal 换届 of a term. A preparatory group
筹备组 prepares it; candidates 候选人 put themselves forward or are recommended; gates 候选人条件 are checked before
they are posted 公示. The owners vote in an assembly of `voting`; who was elected takes a seat 席位 of a term 届次 in
the register of `people`, and the committee is filed 备案 with district and street.
"""
