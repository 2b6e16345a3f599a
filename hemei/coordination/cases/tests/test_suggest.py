"""What residents write, and the row of the list a clerk would choose."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from hemei.coordination.cases.rules.standards import KindSuggestions, ResponsibilityList
from hemei.coordination.cases.rules.suggest import suggest_kinds
from hemei.kernel.standards import read_document, read_sources
from hemei.kernel.standards.reader import shipped_documents

FOLDER = Path(__file__).parents[4] / "standards"
CITY = "hefei"
"""The sentences below are for the list of this city."""

WRITTEN = [
    ("group_rental", "楼上那户改成了好多小单间往外租，人员很杂"),
    ("illegal_construction", "邻居在公共平台上搭了个彩钢棚"),
    ("load_bearing_wall", "楼下在砸墙改户型，我家墙都裂了"),
    ("unsafe_decoration", "隔壁装修天天冲击钻到晚上八点"),
    ("blocked_fire_lane", "救护车来了进不去，通道让私家车堵死了"),
    ("corridor_clutter", "楼道里堆满婴儿车和旧家具"),
    ("fire_equipment", "灭火器压力都是红的没人换"),
    ("ebike_indoors", "晚上有人把电瓶拿回家里充电，着火怎么办"),
    ("wild_cables", "一排电线从楼上甩下来给电动车充电"),
    ("lift_trap", "电梯突然停了，我和孩子关在里面出不来"),
    ("lift_fault", "3单元电梯又停运了，老人上不了楼"),
    ("leak_between_flats", "家里天花板滴水，应该是楼上的水管坏了"),
    ("roof_wall_leak", "屋面防水坏了，阁楼一直漏"),
    ("outer_wall_falling", "昨天刮风，楼上外墙瓷砖掉了好几块"),
    ("throwing", "有人从楼上丢烟头，把我家晾的衣服烧了"),
    ("life_noise", "楼上小孩天天跺脚跑跳，到半夜还吵"),
    ("business_noise", "地下室水泵嗡嗡响一晚上"),
    ("night_construction", "小区外面工地凌晨两点打桩"),
    ("dogs", "邻居家大型犬不牵绳，吓到小孩"),
    ("poultry", "有人在车库里养了十几只鸡鸭"),
    ("waste_sorting", "垃圾分类投放点太远，老人不方便"),
    ("littering", "小区垃圾堆了三天没人清运"),
    ("building_waste", "谁家的水泥袋和沙子堆在路边"),
    ("small_ads", "电梯里全是牛皮癣小广告"),
    ("occupied_green", "绿化带被人铲了种菜"),
    ("tree_cutting", "好好的大树被砍掉了"),
    ("parking_disorder", "消防口旁边乱停乱放，出不了车"),
    ("private_locks", "公共车位被人装了地锁"),
    ("parking_withheld", "开发商不肯租车位给业主"),
    ("dwelling_to_business", "居民楼里开日租房，每天陌生人进进出出"),
    ("common_parts_business", "架空层被物业租出去开超市"),
    ("accounts_unpublished", "物业账目从来没公示"),
    ("illegal_charges", "物业乱收费，停车费多收了"),
    ("fee_arrears", "物业催缴，说我拖欠物业费"),
    ("company_refuses_to_leave", "新物业进场了，老物业不肯撤"),
    ("abandoned_estate", "物业突然撤走了，没人管小区"),
    ("secondary_water", "七楼停水两天了"),
    ("water_quality", "自来水有股怪味，颜色发黄"),
    ("sewer", "楼下污水井冒水，臭气熏天"),
    ("utility_lines", "宽带断了三天，电信说是物业不让进"),
    ("gas_leak", "楼道里有煤气味，快来看看"),
    ("air_defence_space", "防空洞被人占用堆货"),
    ("dangerous_house", "房子墙体开裂下沉，住着害怕"),
    ("lift_addition", "老小区加装电梯，低层住户阻拦"),
    ("surveillance_theft", "车棚里的车子被偷了，没有监控"),
    ("data_leak", "我刚收房就接到一堆骚扰电话，肯定泄露了信息"),
    ("committee_unlawful", "业委会没有公示就选举，程序造假"),
    ("funds_embezzled", "公共收益被业委会主任侵占"),
    ("smoke_smell", "饭店油烟往楼上飘"),
    ("stray_animals", "野狗成群，咬伤人了"),
    ("delivery_disorder", "门口流动摊贩天天叫卖"),
    ("group_rental", "对门房东把房子打隔断租给七八个人，天天吵"),
    ("group_rental", "楼上是群租房，一个宿舍租户太多，厕所天天堵"),
    ("illegal_construction", "西边院子扩建了一个小房子，这是违章建筑吧"),
    ("illegal_construction", "五楼阳台外面私搭乱建，挡住我家采光"),
    ("load_bearing_wall", "403装修在敲墙，听说是承重墙，谁来管管"),
    ("load_bearing_wall", "楼上把客厅的墙打掉了，会不会影响承重结构"),
    ("unsafe_decoration", "周末早上七点就开始装修，吵得孩子睡不了"),
    ("unsafe_decoration", "楼上把卫生间改到我家卧室上面了"),
    ("blocked_fire_lane", "东门消防车道天天停满车"),
    ("blocked_fire_lane", "生命通道被铁栏杆锁上了"),
    ("corridor_clutter", "楼梯间堆了好多杂物，老人下楼差点绊倒"),
    ("corridor_clutter", "对门把鞋柜放在楼道里，防火门都关不上"),
    ("fire_equipment", "12楼消防栓箱里的水带不见了"),
    ("fire_equipment", "走廊烟感一直乱叫没人修"),
    ("ebike_indoors", "又有人推电动车进电梯"),
    ("ebike_indoors", "一楼门厅停着电瓶车在充电，太危险了"),
    ("wild_cables", "楼下好几家飞线充电，下雨怕漏电"),
    ("wild_cables", "有人从二楼窗户拉了根线给车子充电"),
    ("lift_trap", "我妈被困电梯里了，快来人"),
    ("lift_trap", "2号楼电梯卡住了，里面有人出不来"),
    ("lift_fault", "电梯下坠了一下，抖得厉害"),
    ("lift_fault", "电梯年检标志过期半年了"),
    ("leak_between_flats", "卫生间漏水漏到楼下，楼下邻居天天来找"),
    ("leak_between_flats", "楼上渗水把我家吊顶都泡坏了"),
    ("roof_wall_leak", "顶楼漏雨，报了两年都没修"),
    ("roof_wall_leak", "下雨就漏，北面墙渗水发霉"),
    ("outer_wall_falling", "外墙保温层掉了一大块，砸坏一辆车"),
    ("outer_wall_falling", "墙砖往下掉，太吓人了"),
    ("throwing", "楼上总有人往下扔垃圾袋"),
    ("throwing", "高空抛物，一个玻璃瓶摔在我脚边"),
    ("life_noise", "楼下大妈跳广场舞音乐声太大"),
    ("life_noise", "邻居半夜打麻将吵得睡不着"),
    ("business_noise", "一楼饭店的空调外机整天轰轰响"),
    ("business_noise", "楼下酒吧吵到凌晨两点"),
    ("night_construction", "对面工地夜里十二点还在施工"),
    ("night_construction", "工地半夜施工打桩，整栋楼都在震"),
    ("dogs", "有人遛狗从来不拴绳"),
    ("dogs", "草坪上到处是狗屎"),
    ("poultry", "楼上阳台养鸽子，粪便掉得到处都是"),
    ("poultry", "隔壁养鸡，臭得很，公鸡四点打鸣"),
    ("waste_sorting", "垃圾车把分好的垃圾混装混运"),
    ("waste_sorting", "厨余垃圾桶撤了没地方投"),
    ("littering", "垃圾桶满了没人清，垃圾溢了一地"),
    ("littering", "有人在绿化带乱倒垃圾"),
    ("building_waste", "楼下堆着装修垃圾和碎砖好几天了"),
    ("building_waste", "有人半夜来偷倒渣土"),
    ("small_ads", "单元门上被乱贴小广告"),
    ("small_ads", "墙上全是喷漆的开锁电话"),
    ("occupied_green", "有人在花坛里种菜还浇粪"),
    ("occupied_green", "草坪被人占了种葱"),
    ("tree_cutting", "物业把楼前的香樟树锯了"),
    ("tree_cutting", "有人偷砍小区的树"),
    ("parking_disorder", "外来车辆随便进，业主没地方停车难"),
    ("parking_disorder", "一辆僵尸车停了半年没人处理"),
    ("private_locks", "我家楼下有人私装地锁占车位"),
    ("private_locks", "路口放了石墩和铁链拦着不让停"),
    ("parking_withheld", "开发商的车位只售不租，地下空着一大半"),
    ("parking_withheld", "开发商把车位都捂着不开放"),
    ("dwelling_to_business", "楼上住宅开了个美容店，人来人往"),
    ("dwelling_to_business", "隔壁开了棋牌室，半夜还在打牌"),
    ("common_parts_business", "物业在电梯里装电梯广告，钱去哪了"),
    ("common_parts_business", "物业把公共区域出租给别人摆摊"),
    ("accounts_unpublished", "物业三年没公示过收支，账目一笔糊涂账"),
    ("accounts_unpublished", "小区公共收益从来不公开"),
    ("illegal_charges", "物业涨物业费没有通知，还强制收费"),
    ("illegal_charges", "装修押金交了两千，装完了押金不退"),
    ("fee_arrears", "我们小区一半人欠物业费，物业要断水"),
    ("fee_arrears", "因为服务差我没交物业费，收到起诉通知"),
    ("company_refuses_to_leave", "合同到期了老物业赖着不走"),
    ("company_refuses_to_leave", "旧物业拒不移交监控和图纸"),
    ("abandoned_estate", "物业跑了，垃圾没人收门没人看"),
    ("abandoned_estate", "老小区一直没有物业，弃管好多年"),
    ("secondary_water", "高层水压太低，水上不来"),
    ("secondary_water", "水泵房水管爆了，整栋楼没水用"),
    ("water_quality", "自来水发黄还有铁锈"),
    ("water_quality", "水龙头放出来的水有虫子，水质太差"),
    ("sewer", "厨房下水道返水，污水漫了一地"),
    ("sewer", "小区门口井盖破了，骑车差点摔进去"),
    ("sewer", "化粪池满了往外冒"),
    ("utility_lines", "五号楼停电，打电话没人接"),
    ("utility_lines", "冬天暖气不热，交了钱不供暖"),
    ("gas_leak", "闻到很重的燃气味"),
    ("gas_leak", "邻居私自改燃气管道，还放煤气罐"),
    ("air_defence_space", "地下人防工程被改成了饭店仓库"),
    ("air_defence_space", "人防车位被高价出租"),
    ("dangerous_house", "楼房倾斜，墙体开裂能伸进手"),
    ("dangerous_house", "八十年代的老房子裂了，是不是危房"),
    ("lift_addition", "我们单元想装电梯，一楼坚决反对"),
    ("lift_addition", "加梯挡光，我不同意"),
    ("surveillance_theft", "楼下监控拍不到，电动车电瓶被偷"),
    ("surveillance_theft", "昨晚家里进小偷，小区摄像头都是坏的"),
    ("data_leak", "物业泄露业主信息，装修公司都知道我家门牌"),
    ("data_leak", "小区强制人脸识别，不录不让进"),
    ("committee_unlawful", "业委会私自和物业续签合同"),
    ("committee_unlawful", "业委会到期了不换届，几年不开会"),
    ("funds_embezzled", "维修基金去向不明，怀疑被挪用"),
    ("funds_embezzled", "物业把停车费公共收益私吞了"),
    ("smoke_smell", "楼下烧烤店油烟太大，窗户不敢开"),
    ("smoke_smell", "垃圾房臭得受不了，夏天异味熏人"),
    ("stray_animals", "小区流浪猫太多，半夜叫"),
    ("stray_animals", "有几只野狗在小区里追人"),
    ("delivery_disorder", "快递乱堆在大门口没人管"),
    ("delivery_disorder", "外卖骑手在小区骑得飞快"),
]


Shape = TypeVar("Shape")


def _shipped(jurisdiction: str, name: str, shape: type[Shape]) -> Shape:
    sources = read_sources("sources.toml", (FOLDER / "sources.toml").read_text(encoding="utf-8"))
    return read_document(shipped_documents(FOLDER, jurisdiction, {name})[-1], shape, sources)


@cache
def listed() -> ResponsibilityList:
    return _shipped(CITY, "responsibility-list", ResponsibilityList)


@cache
def suggesting() -> KindSuggestions:
    return _shipped("national", "kind-suggestions", KindSuggestions)


@pytest.mark.parametrize(("code", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_the_first_suggestion_is_what_a_clerk_would_choose(code: str, text: str) -> None:
    suggestions = suggest_kinds(text, listed())
    assert [found.problem.code for found in suggestions][:1] == [code]
    assert 1 <= len(suggestions) <= 3
    for found in suggestions:
        assert all(part in text for word in found.words for part in word.split())


def test_every_row_of_the_list_is_met() -> None:
    assert {code for code, _ in WRITTEN} == {row.code for row in listed().problem}


def test_the_words_that_caused_it_are_named() -> None:
    (found, *_) = suggest_kinds("二单元楼道里有人给电动车充电", listed())
    assert (found.problem.code, found.words) == ("ebike_indoors", ("电动车 楼道", "电动车 充电"))


def test_a_form_of_the_problem_is_found_by_its_own_words() -> None:
    (manhole, *_) = suggest_kinds("路中间的井盖不见了", listed())
    assert (manhole.problem.code, manhole.variant) == ("sewer", "manhole_cover")
    (sewer, *_) = suggest_kinds("下水道堵了", listed())
    assert (sewer.problem.code, sewer.variant) == ("sewer", "")


def test_the_longer_words_win() -> None:
    found = suggest_kinds("消防通道被一辆车堵了，乱停车没人管", listed())
    assert [suggestion.problem.code for suggestion in found] == ["blocked_fire_lane", "parking_disorder"]


def test_at_most_three_are_shown() -> None:
    text = "电梯坏了，楼道堆满杂物，下水道堵了，楼上漏水，还有人养鸡"
    assert len(suggest_kinds(text, listed())) == 3


@pytest.mark.parametrize("text", ["", "   ", "你好", "请尽快处理，谢谢", "\x00", "12345"])
def test_where_no_word_is_found_nothing_is_suggested(text: str) -> None:
    assert suggest_kinds(text, listed()) == ()


@pytest.mark.parametrize("text", ["电 梯 坏 了", "电梯\n坏了", "电梯坏了！！！"])
def test_spaces_and_line_ends_do_not_hide_a_word(text: str) -> None:
    assert suggest_kinds(text, listed())[0].problem.code == "lift_fault"


def test_full_width_and_upper_case_letters_are_the_same() -> None:
    expected = suggest_kinds("楼下k歌到半夜", listed())[0].problem.code
    assert expected == "life_noise"
    assert suggest_kinds("楼下Ｋ歌到半夜", listed())[0].problem.code == expected


def test_a_very_long_text_is_answered_at_once() -> None:
    assert suggest_kinds("电梯坏了" * 50_000, listed())[0].problem.code == "lift_fault"
