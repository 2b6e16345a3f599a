"""Places (地点): where things are and who is in charge there.

City 市 > county 区县 > street-level unit 街道/乡镇 > community 社区 > grid cell 网格, each with its official
code and a permanent id, and with dates: a split or a rename never changes what was true before. Below them
estates 小区 with buildings 楼栋, entrances 单元 and property units 房屋.
"""
