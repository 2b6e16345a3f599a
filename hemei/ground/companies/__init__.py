"""Companies (物业服务企业) and what they are answerable for: projects, an estate under contract each.

A company 企业 is a body of `people` with a credit code; a project 项目 ties it to an estate for a period; a
project manager 项目经理 is a person in charge of it. Regulation looks at the project, not at the company.
"""
