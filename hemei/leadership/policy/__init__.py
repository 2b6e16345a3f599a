"""Policy (顶层设计): documents, their clauses, and the duties that follow from them.

政策文件 is a document, 条款 a clause. What a clause demands, from which kind of body and by when, becomes duties of the
`duties` app; the clause shows how far they are. The other way round, `rules_on` says which rules of the software rest
on a document. A day nobody knows is not made up: whether a document is in force can be 'not provable'.
"""
