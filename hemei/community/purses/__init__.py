"""Purses (共管账户): no yuan of the owners' leaves their account by one hand.

A joint account 共管账户 is an estate's bank account. Its agreement 账户协议 says by tiers 档次, of amount and kind,
who must approve. The company prepares a payment order 付款单; signatories 审批人 of the committee, and of the community
where the assembly said so, approve 审批 it with a second factor; who prepared it never may. Orders leave in a bank file
付款文件; a statement 对账单 comes back, its lines are matched 勾对 with what stands in the books. A street may pause
暂缓 an order where the adopted agreement lets it; an order whose resolution was annulled is held 搁置.
"""
