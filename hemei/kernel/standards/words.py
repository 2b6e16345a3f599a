"""What the fields and fixed values of standards are called: one table for the pages where a city reads and issues them.

A document is written in codes, which the reader checks; whoever reads what a version says reads it in words. A test
walks every shape, so that no field and no fixed value is without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hemei.kernel.decision import mark
from hemei.kernel.standards.source import Head, Warrant

FIELD_WORDS: dict[str, str] = {
    "fresh": mark("签名有效时间"), "list": mark("名单"),
    "several": mark("多人评分"), "takes": mark("以哪个为准"), "consequence": mark("后果"),
    "standard": mark("所用标准"), "co_owner_declares": mark("共有人声明"),
    "most_wrong": mark("验证码最多输错次数"), "agreement": mark("一致性"), "bits": mark("允许相差的位数"),
    "careless": mark("随意作答"), "estate_size": mark("小区大小"), "items": mark("项目数"),
    "large": mark("大型小区从多少户起"), "middle": mark("中型小区从多少户起"),
    "photo_distance": mark("照片离现场的距离"), "photo_likeness": mark("照片相似程度"),
    "photo_window": mark("照片时间范围"), "quick_item": mark("单项作答过快"), "replacement": mark("替换"),
    "seconds": mark("秒"), "straight_line": mark("作答全部相同"), "tentative": mark("暂定结果"),
    "visits": mark("走访次数"), "quality_top": mark("服务质量居前"), "talk_within": mark("约谈期限"),
    "every": mark("每隔多久"), "levels": mark("信用等级"), "behaviours": mark("信用行为"),
    "honour": mark("荣誉"), "part": mark("组成部分"), "stars": mark("星级"), "member": mark("成员条件"),
    "nominated_by": mark("由谁推荐"), "objection_decision": mark("异议的决定"), "recheck": mark("复查"),
    "visited": mark("须现场核查"), "aim": mark("目标"), "measured_by": mark("用什么指标衡量"),
    "plan": mark("计划"), "advice_answer": mark("对建议的答复"), "filing_answer": mark("备案审核"),
    "renewal_assembly": mark("换届大会"), "resolution": mark("决议"), "decide": mark("作出决定"),
    "recount": mark("重新计票"), "contested": mark("重新计票的争议"), "strike": mark("剔除选票"),
    "code": mark("代码"), "name_en": mark("英文名称"), "owners_ask": mark("业主可以联名要求召开"),
    "above": mark("上级"), "accept": mark("受理"), "acceptance": mark("验收"), "activity": mark("处理活动"),
    "address": mark("地址"), "advice": mark("给填写人的提示"), "after": mark("多久以后"),
    "again": mark("重新开会怎样通知"), "agenda": mark("议程怎样通知"), "agree": mark("同意须达到"),
    "agree_of": mark("同意按什么计算"), "agreeing": mark("须有几次录入一致"),
    "agrees": mark("选择不一致的怎样算同意"), "allowed": mark("是否允许"),
    "annulment": mark("决定被撤销怎样办"), "answer": mark("答复"), "answers": mark("答复意见"),
    "apart": mark("组间差别至少"), "application": mark("申请条件"), "approver": mark("由谁批准"),
    "area": mark("面积"), "area_at_least_dm2": mark("建筑面积不少于（平方分米）"),
    "area_least": mark("面积比例下限"), "area_most": mark("面积比例上限"), "arrival": mark("到场"),
    "ask": mark("由多少人提出可以要求召开"), "aspect": mark("方面"), "assessment": mark("影响评估的保存"),
    "at_least": mark("达到多少算"), "band": mark("等级分数线"), "bars": mark("依照哪地的条件拒绝"),
    "base": mark("基础分"), "before": mark("事前"), "behaviour": mark("信用行为"), "below": mark("下级"),
    "best": mark("最高分"), "bottom": mark("末位"), "boxes": mark("选择框的读取"), "call": mark("召集"),
    "call_back": mark("电话回访"), "call_within": mark("须在多久内召集"), "called_by": mark("由谁召集"),
    "callers": mark("谁可以召集"), "candidates": mark("候选人"), "centres": mark("中心数量"),
    "chair": mark("由谁主持"), "chairs": mark("谁可以主持"), "character_kinds": mark("密码的字符种类"),
    "check": mark("怎样核对"), "choices_by_unit": mark("逐户公开选择"), "city": mark("城市代码"),
    "claimant": mark("代办人"), "classes": mark("问题等级"), "co_owners": mark("共有人"),
    "code_days": mark("表决码有效天数"), "code_signature": mark("表决码的效力"), "column": mark("列"),
    "comments": mark("可以发表意见"), "common_ground": mark("共识"), "community_duty": mark("社区职责"),
    "company_report": mark("由企业报送的情形"), "condition": mark("召开条件"), "conduct": mark("信息类别"),
    "conflict": mark("回避"), "correct": mark("更正"), "count": mark("数量"), "counted": mark("怎样计数"),
    "counts": mark("怎样计算"), "counts_for_vote": mark("计入表决"), "counts_from": mark("从何时起算"),
    "court": mark("诉讼期限"), "covered": mark("算作已管理"), "data": mark("处理的信息"),
    "data_en": mark("处理的信息"), "day": mark("日"), "days": mark("天数"), "decides": mark("由谁决定"),
    "decision": mark("复核决定"), "decision_extension": mark("复核决定的延长"),
    "denied": mark("回访不符的处理"), "department": mark("部门"), "departments": mark("部门数量"),
    "desk": mark("窗口登记"), "detection": mark("发现概率"), "developer": mark("建设单位"),
    "document": mark("文件"), "done": mark("已完成的比例"), "doorstep": mark("上门投票"),
    "double_ballots": mark("重复票"), "double_entry": mark("双人录入"), "duty": mark("职责"),
    "early_election": mark("提前换届"), "east": mark("东界（百万分之一度）"), "effect": mark("不符合时"),
    "empty": mark("空白的上限"), "end_days": mark("多少天内结束"), "enough": mark("人数已够"),
    "escalate_after": mark("逾期多久上报"), "escalation": mark("上报步骤"), "evidence": mark("佐证"),
    "evidence_kind": mark("佐证种类"), "extension": mark("延期"), "extensions": mark("延期次数"),
    "extra": mark("临时会议"), "extract_days": mark("登记资料有效天数"), "failures": mark("登录失败次数"),
    "feedback": mark("反馈"), "figure": mark("指标"), "filing": mark("备案"), "filled_by": mark("取自记录"),
    "final": mark("最后一步"), "first": mark("首先"), "first_assembly": mark("首次业主大会"),
    "first_days": mark("任职后多少天内"), "first_meeting": mark("首次会议"),
    "first_topic": mark("一号课题"), "fix": mark("四定"), "fixed": mark("固定遮盖位数"),
    "follows": mark("后续措施"), "form": mark("形式"), "gate": mark("候选人条件"), "grade": mark("等次"),
    "ground": mark("理由"), "group": mark("组别"), "group_posting": mark("筹备组公示"),
    "groups": mark("意见分组"), "guardian": mark("监护人"), "handing": mark("交办"),
    "handling": mark("办理"), "handling_class": mark("办理等级"), "handover_chased": mark("移交催办"),
    "handover_item": mark("移交事项"), "handover_left": mark("离任移交"),
    "handover_looked_back": mark("移交回看"), "handover_term": mark("换届移交"), "heads": mark("人数"),
    "hearing": mark("听取申辩"), "hint": mark("提示"), "holders": mark("适用对象"),
    "hours_a_year": mark("每年学时"), "households_off": mark("户数误差"), "idle": mark("闲置"),
    "inspection": mark("查阅怎样告知"), "instead": mark("由他人代为召集"), "issued": mark("发布日期"),
    "issuer": mark("发布机关"), "item": mark("项目"), "joint": mark("配合部门"), "judge": mark("审查"),
    "jurisdiction": mark("采用的地方规定"), "kept": mark("保存期限"), "kept_words": mark("保存期限的说明"),
    "kept_words_en": mark("保存期限的说明"), "kind": mark("种类"), "kinds": mark("种类"),
    "last": mark("最后"), "lead": mark("牵头"), "lead_choice": mark("牵头部门的选择"),
    "least": mark("下限"), "least_ballots": mark("最少票数"), "least_members": mark("每组最少人数"),
    "least_months": mark("最短月数"), "least_owners": mark("最少业主数"),
    "least_ratings": mark("最少评价数"), "least_voters": mark("最少参与人数"), "left": mark("离任"),
    "legal": mark("法律依据"), "legal_basis": mark("合法性基础"), "letter": mark("上门信函"),
    "level": mark("层级"), "limit": mark("时限"), "line": mark("清单条目"), "link": mark("四联"),
    "lock": mark("锁定"), "log_kept": mark("日志保存"), "longest": mark("最长字数"),
    "longest_days": mark("最长天数"), "longest_pause": mark("最长暂停"), "marked": mark("已选的下限"),
    "mask": mark("遮盖方式"), "matter": mark("事项"), "measure": mark("衡量什么"),
    "meetings": mark("会议次数"), "merge": mark("合并计算"), "metres": mark("距离（米）"),
    "minutes": mark("分钟"), "mixed_choice": mark("多套房屋选择不一致"), "mode": mark("管理模式"),
    "month": mark("月"), "months": mark("月数"), "more_than": mark("须超过"),
    "more_than_seats": mark("比席位至少多"), "most": mark("上限"), "most_a_day": mark("每天最多"),
    "most_days": mark("最长天数"), "most_each": mark("每人最多"), "most_months": mark("最长月数"),
    "most_units": mark("最多代理户数"), "most_vice_chairs": mark("副主任最多"),
    "most_years": mark("最长年数"), "name": mark("名称"), "named": mark("列明的事项"),
    "needed": mark("是否需要"), "needs": mark("需要什么"), "needs_evidence": mark("须有佐证"),
    "needs_reason": mark("须写理由"), "north": mark("北界（百万分之一度）"), "note": mark("说明"),
    "notice": mark("开会通知"), "notice_days": mark("提前几日通知"),
    "notice_reading": mark("通知期限的理解"), "number": mark("编号"), "numbers": mark("来源中的序号"),
    "objection": mark("异议"), "objections": mark("异议次数"), "odd": mark("须为单数"),
    "officers": mark("负责人"), "offices": mark("办公室数量"), "on": mark("启用"),
    "one_grade": mark("同一等次的比例"), "one_mark": mark("同一分值的比例"),
    "opinions_each": mark("每人至少表态"), "order": mark("顺序"), "ordered": mark("责令召集"),
    "organisation": mark("组织"), "other_kind": mark("其他类型"), "others": mark("其他情形"),
    "outcome": mark("结果"), "over": mark("超过"), "owners": mark("业主所占比例"),
    "owners_side": mark("业主方由谁出席"), "owners_vote": mark("业主共同决定"),
    "papers": mark("须带的材料"), "papers_en": mark("须带的材料"), "parking_spaces": mark("车位"),
    "part_of_estate": mark("部分业主的事项"), "part_time_staff": mark("兼职人员"),
    "party": mark("党员比例"), "passage": mark("条款"), "password_age": mark("密码更换"),
    "password_history": mark("不得重复的密码"), "password_length": mark("密码长度"),
    "persons_shown": mark("显示人数"), "photo_megabytes": mark("照片大小（MB）"),
    "photo_megapixels": mark("照片像素（百万）"), "photos": mark("照片"), "points": mark("分值"),
    "post": mark("公布"), "post_days": mark("公示天数"), "posting": mark("公示"), "problem": mark("问题"),
    "profile": mark("哪地的规定"), "proof": mark("身份证明"), "property_work": mark("承担物业管理工作"),
    "proposal": mark("提议"), "proposal_area": mark("提议的面积"), "proxies": mark("可以委托代理人"),
    "proxy": mark("委托投票"), "proxy_limit": mark("代理上限"), "public_tallies": mark("分楼公布"),
    "published": mark("是否公布"), "purpose": mark("处理目的"), "purpose_en": mark("处理目的"),
    "quorum": mark("到会须达到"), "ranking": mark("得票排序"), "rating": mark("评价"),
    "reading": mark("怎样理解"), "recall_by_members": mark("委员提出罢免"),
    "recall_ground": mark("罢免情形"), "receivers": mark("接收方"), "receivers_en": mark("接收方"),
    "refusal": mark("拒绝理由"), "refusing": mark("拒不到场"), "register": mark("登记核验"),
    "relation": mark("关系"), "reliable": mark("视为可靠电子签名"), "remedy": mark("改正办法"),
    "remind_before": mark("提前提醒"), "reminder": mark("提醒"), "renewal": mark("换届适用"),
    "repair": mark("信用修复"), "repair_decision": mark("修复决定"), "repeat": mark("频次"),
    "report": mark("年度报告"), "reporter_acceptance": mark("上报人验收"),
    "reports_per_hour": mark("每小时上报次数"), "required": mark("必须到会"), "reserves": mark("候补委员"),
    "responsibility": mark("责任"), "result": mark("办理结果"), "return_rule": mark("退回规则"),
    "return_step": mark("退回步骤"), "return_window": mark("可退回的时间"), "rework": mark("返工"),
    "rhythm": mark("例会间隔"), "right": mark("权利"), "rights": mark("可行使的权利"),
    "same_owners": mark("业主相同的房屋"), "satisfied": mark("满意的比例"),
    "satisfied_from": mark("满意的起点分"), "scale": mark("评分方式"),
    "searches_per_hour": mark("每小时查找次数"), "second_visits": mark("复访"),
    "secretary_project": mark("书记工程"), "section": mark("评价维度"), "send_back": mark("退回"),
    "service_class": mark("紧急程度"), "share": mark("比例"), "short_name": mark("简称"),
    "shortest_visit": mark("最短现场时间"), "shown": mark("公示期"), "shown_to": mark("显示到哪一级"),
    "side": mark("参会方"), "sides_least": mark("至少几方到会"), "signs": mark("由谁签字"),
    "silent_owners": mark("未表态的业主"), "since": mark("从哪一天起"), "size": mark("人数要求"),
    "sort": mark("类别"), "south": mark("南界（百万分之一度）"), "spans": mark("时段"),
    "spoiled_ballots": mark("废票"), "spoils": mark("作废范围"), "stand_in": mark("物业管理委员会"),
    "statements": mark("观点"), "step": mark("步骤"), "step_up": mark("投票时再次验证"),
    "stroke_mm": mark("笔画宽度（毫米）"), "subjects": mark("评价对象"),
    "supervision_answer": mark("督办答复"), "supports": mark("配套哪份文件"),
    "survey": mark("业主问卷抽样"), "suspends": mark("暂停投票资格"), "take_part": mark("参与须达到"),
    "talk": mark("约谈"), "target": mark("目标"), "task": mark("任务"), "template": mark("文书模板"),
    "term": mark("任期"), "text": mark("规定"), "text_characters": mark("文字字数"), "then": mark("其次"),
    "ties": mark("同分处理"), "times": mark("次数"), "title": mark("标题"), "to": mark("转给谁"),
    "told": mark("告知"), "told_within": mark("多久内告知"), "too_many_marks": mark("多选的票"),
    "top": mark("首位"), "total": mark("总分"), "training": mark("培训"), "tries": mark("拨打次数"),
    "unanimous": mark("须全体同意"), "unit": mark("单位"), "unknown_delivery": mark("交付情况不明"),
    "unrated": mark("不评级"), "until": mark("到这一天止"), "up_to": mark("不超过"),
    "upkeep": mark("后续管护"), "vacancy": mark("缺额"), "valid_days": mark("有效天数"),
    "variant": mark("情形"), "veto": mark("一票否决"), "veto_cap": mark("否决后的最高等次"),
    "visitors": mark("上门人数"), "warning": mark("届满提醒"), "weight": mark("权重"),
    "west": mark("西界（百万分之一度）"), "when": mark("在什么情况下"),
    "widens_from": mark("不符几张起扩大回访"), "within": mark("期限"), "words": mark("检索用词"),
    "work": mark("筹备工作"), "works": mark("“在运行”的标准"), "year": mark("年份"),
    "years": mark("年数"),
}  # fmt: skip

# By the value, and by `field.value` where a value means something else there.
VALUE_WORDS: dict[str, str] = {
    "lower_median": mark("较低的中位数"), "recommend_election": mark("建议提前换届"),
    "recommend_recall": mark("建议罢免"), "talk": mark("约谈"), "assessment": mark("评价"),
    "credit": mark("信用"), "honours": mark("荣誉"), "company_service": mark("物业企业优质服务"),
    "demonstration": mark("示范项目"), "mechanism": mark("议事协调机制"), "neighbours": mark("邻里和谐"),
    "order": mark("秩序"), "surroundings": mark("环境"), "guangzhou": mark("广州"),
    "denied_call": mark("回访否认"), "fallen_binding": mark("登记失效"), "objection": mark("异议"),
    "meeting_ended": mark("会议结束"), "topic_ended": mark("议题办结"), "result_published": mark("结果公告"),
    "A": mark("A级"), "AA": mark("AA级"), "AAA": mark("AAA级"), "B": mark("B级"), "C": mark("C级"),
    "D": mark("D级"), "E": mark("E级"), "S0": mark("S0级"), "S1": mark("S1级"), "S2": mark("S2级"),
    "S3": mark("S3级"), "S4": mark("S4级"), "absences": mark("缺席情况"), "absent": mark("视为未参与"),
    "accepted": mark("受理"), "account_closed": mark("账户关闭"), "all": mark("全体业主"),
    "all_in": mark("同分都计入"), "all_out": mark("同分都不计入"), "all_units": mark("全部房屋都同意"),
    "any": mark("不限"), "area": mark("面积"), "arrears": mark("欠费情况"), "awaiting": mark("等待验收"),
    "bad": mark("不良信息"), "bank_account": mark("银行账号"), "bar": mark("不予列入"),
    "basic": mark("基本信息"), "beijing": mark("北京"), "branch": mark("党支部"), "build": mark("共建"),
    "building": mark("楼栋"), "case_ended": mark("案件办结"), "centre": mark("中心"),
    "chair": mark("主持人"), "change_common_parts": mark("改变共有部分用途"), "city": mark("市"),
    "committee": mark("业主委员会"), "community": mark("社区"), "company": mark("物业服务企业"),
    "consent": mark("本人同意"), "contract": mark("履行合同"), "copy": mark("复制"),
    "correct": mark("更正"), "county": mark("县（市、区）"), "declared": mark("本人声明"),
    "delegates": mark("业主代表"), "delete": mark("删除"), "delivered": mark("视为已交付"),
    "delivered_area": mark("已交付面积"), "delivered_owners": mark("已入住业主"),
    "department": mark("部门"), "departments": mark("部门"), "developer": mark("建设单位"),
    "document": mark("文件"), "dwelling_to_business": mark("住宅改为经营性用房"),
    "elect_committee": mark("选举业委会"), "emergency": mark("应对紧急情况"), "entrance": mark("单元"),
    "estate": mark("小区"), "evidence": mark("已交材料"), "explain": mark("解释说明"),
    "extraordinary": mark("临时会议"), "first": mark("以先为准"), "form.committee": mark("党委"),
    "form.group": mark("党小组"), "full_half": mark("全、半、无"), "general": mark("一般"),
    "general_branch": mark("党总支"), "given": mark("作出时"), "good": mark("良好信息"),
    "grades": mark("五至零分六档"), "group": mark("分组"), "guides": mark("指导"), "hangzhou": mark("杭州"),
    "heads": mark("人数"), "hire_company": mark("选聘物业服务企业"), "identical_sets": mark("业主完全相同"),
    "identity": mark("证件号码"), "joint": mark("配合"), "kinds.first": mark("首次会议"),
    "know": mark("知情"), "last": mark("以后为准"), "lead": mark("牵头"), "leading_group": mark("领导小组"),
    "leads": mark("领导"), "legal_duty": mark("履行法定职责"), "lenient": mark("从宽"), "lot": mark("抽签"),
    "manage": mark("共管"), "management_covenant": mark("管理规约"), "manager": mark("项目负责人"),
    "members": mark("委员"), "met": mark("符合或不符合"), "minor": mark("轻微"), "monthly": mark("每月"),
    "most_area": mark("以面积多的为准"), "moved_out": mark("迁出"), "name": mark("姓名"),
    "national": mark("全国"), "ningbo": mark("宁波"), "no_committee": mark("没有业委会"),
    "none": mark("不要求"), "not_a_case": mark("不属于案件"), "not_arrived": mark("没有到场"),
    "not_solved": mark("没有解决"), "nothing": mark("不作决定"), "notice": mark("通知"),
    "number": mark("数字"), "numbers": mark("数字"), "off": mark("不适用"), "office": mark("办公室"),
    "once": mark("一次"), "opinion": mark("意见"), "other_major": mark("其他重大事项"),
    "overdue": mark("逾期"), "owners": mark("业主"), "owners_committee": mark("业主委员会"),
    "owners_side": mark("业主方"), "ownership_ended": mark("产权转出"), "party": mark("党组织"),
    "paused": mark("暂停"), "phone": mark("电话号码"), "photo": mark("照片"), "plan": mark("共谋"),
    "plate": mark("车牌"), "preparatory_group": mark("筹备组"), "project": mark("物业项目"),
    "proposers": mark("提议的业主"), "public": mark("公开"), "quarterly": mark("每季度"),
    "raise_maintenance_fund": mark("筹集维修资金"), "rate": mark("共评"),
    "reached_proposal": mark("提议达到法定人数"), "reason": mark("写明理由"), "rebuild": mark("改建、重建"),
    "recorded": mark("登记时"), "refuse": mark("不予计票"), "refused": mark("拒绝"),
    "register": mark("登记资料"), "regular": mark("定期会议"), "reported": mark("上报"),
    "resident": mark("居民"), "residents_committee": mark("居民委员会"), "respondent": mark("被投诉一方"),
    "result_given": mark("给出结果"), "returned_again": mark("再次退回"),
    "rules_of_procedure": mark("议事规则"), "sent_back": mark("退回重办"), "serious": mark("严重"),
    "service_class": mark("紧急程度"), "service_ended": mark("服务结束"), "shanghai": mark("上海"),
    "share": mark("比例，取自记录"), "sheet": mark("整张票"), "sides": mark("各参会方"),
    "sole_owners": mark("单独所有"), "solved": mark("已解决"), "solved_in_part": mark("部分解决"),
    "stand_in": mark("物业管理委员会"), "standard": mark("标准"), "street": mark("街道（乡镇）"),
    "strict": mark("从严"), "supervised": mark("督办"), "supporting": mark("配套文件"),
    "taking_part": mark("参与表决的"), "text": mark("文字"), "undelivered": mark("视为未交付"),
    "unmet_order": mark("责令后仍未召集"), "use_maintenance_fund": mark("使用维修资金"),
    "warn": mark("提示"), "whistled": mark("吹哨"), "words": mark("文字"), "work_committee": mark("工委"),
    "yearly": mark("每年"),
}  # fmt: skip


def keys_of(shape: type) -> dict[str, tuple[str, ...]]:
    """Return every key a document of this shape may have, with the fixed values it takes, in the shape's order."""
    found: dict[str, tuple[str, ...]] = {}
    for key, values in _keys(shape):
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *values)))
    return found


def _keys(shape: type) -> Iterator[tuple[str, tuple[str, ...]]]:
    hints = get_type_hints(shape)
    for field in fields(shape):
        kinds = list(_kinds(hints[field.name]))
        if Head in kinds or Warrant in kinds:
            continue
        yield field.name, tuple(kind for kind in kinds if isinstance(kind, str))
        for kind in kinds:
            if is_dataclass(kind) and isinstance(kind, type) and not hasattr(kind, "parse"):
                yield from _keys(kind)


def _kinds(hint: Any) -> Iterator[Any]:
    """Yield the plain types of a hint, and the fixed values themselves."""
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    elif get_origin(hint) is not None:
        for part in get_args(hint):
            yield from _kinds(part)
    else:
        yield hint
