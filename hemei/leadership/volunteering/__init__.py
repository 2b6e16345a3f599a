"""Volunteering: members in post report to their community, volunteers serve, offices pair with communities.

在职党员报到 is a registration with the community where the member lives; 志愿者 are its other volunteers. A community
keeps three lists: needs 需求, resources 资源, projects 项目; a resource or project is matched 对接 to a need and brings
a result. 服务时长 are records, told by the volunteer and confirmed by the community. 四联四定 is a yearly agreement
between an office's Party organisation and a community, whose items are duties. Party membership is sensitive: names,
phones and what a person wrote lie in the vault; only the community and the person himself see who has registered.
"""
