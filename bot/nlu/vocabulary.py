"""What things, colours and couriers are called beyond the catalogue's own names.

A buyer who asks for a colour or a courier the shop has not got must be understood to be told so.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.text.normalise import normalise

# What is longer is a title, full of words that are in it to be found by a search.
LONGEST_NAME = 10

COMMON_COLOURS = (
    "红色 大红 酒红 枣红 玫红 玫瑰红 桃红 橘红 砖红 樱桃红 豆沙红 铁锈红 粉色 粉红 裸粉 紫色 浅紫 "
    "深紫 香芋紫 蓝色 深蓝 浅蓝 天蓝 湖蓝 宝蓝 藏蓝 藏青 靛蓝 雾霾蓝 牛仔蓝 绿色 深绿 浅绿 "
    "墨绿 军绿 豆绿 草绿 果绿 薄荷绿 抹茶绿 橄榄绿 牛油果绿 黄色 浅黄 鹅黄 姜黄 柠檬黄 橙色 "
    "橘色 橘黄 棕色 深棕 浅棕 褐色 咖色 咖啡色 焦糖色 巧克力色 可可色 奶茶色 茶色 卡其 驼色 "
    "灰色 深灰 浅灰 银灰 炭灰 烟灰 银色 金色 黑色 白色 米色 米白 奶白 本白 象牙白 杏色 燕麦色 "
    "裸色 肤色 香槟色 豆沙色 青色"
).split()
# Names of one colour: where the catalogue has one of them, the others mean it too.
SAME_COLOUR = (
    ("藏青", "藏蓝", "海军蓝"),
    ("米白", "米色"),
    ("咖色", "咖啡色"),
    ("橘色", "橙色"),
    ("雾蓝", "雾霾蓝"),
    ("粉色", "粉红"),
    ("棕色", "褐色"),
)
HUES = frozenset("红橙橘黄绿青蓝紫粉棕咖灰黑白米杏驼褐金银")

COURIERS = {
    "中通": "zto",
    "圆通": "yto",
    "韵达": "yd",
    "邮政": "ems 邮局",
    "顺丰": "sf",
    "京东": "jd",
    "申通": "sto",
    "百世": "百世汇通 汇通快递",
    "极兔": "极免 j&t",
    "德邦": "",
    "宅急送": "",
    "优速": "",
    # 天天 is "every day" too: see bot/nlu/courier_words.py
    "天天": "",
}
_COURIER_ENDINGS = ("快递", "速递", "速运", "物流", "快运")
# What any shop says of its things (patterns): no part of a name that tells one from another.
ORDINARY_WORDS = (
    "[春夏秋冬]+[天季]? 四季 冬?加?[厚薄][款的]? [长短中七九]+[袖款分]? [大小中][码号]? "
    "[男女童][款士生]? 高腰 低腰 宽松 修身 紧身 显[瘦高白] 保暖 透气 防晒 防水 凉快 百搭 休闲 "
    "通勤 日常 气质 简约 慵懒风? 复古风? 文艺 学院风? 度假风? 日系 韩版 法式 英伦 外[穿搭] "
    "内搭 打底 叠穿 可折叠 大容量 轻便 送礼 礼盒 过年 旅[行游] 出游 海边 居家 在家 家用 "
    "上[班课] 学生 老人 宝宝 手机 纯色 [黑白红]色 [一二三五两几][双件条包盒个只]装? "
    "[新老旧][款式]? 特价 爆款 正品 同款 [的款式穿用]"
).split()


def spoken_colours(colours: Iterable[str]) -> dict[str, str]:
    """Spoken form to colour name: with and without 色; the catalogue's own names win."""
    own = list(colours)
    spoken: dict[str, str] = {}
    for colour in own:
        for form in _colour_forms(colour):
            spoken.setdefault(form, colour)
    for group in SAME_COLOUR:
        meant = next((spoken[name] for name in group if name in spoken), None)
        if meant is not None:
            for form in (form for name in group for form in _usual_forms(name)):
                spoken.setdefault(form, meant)
    for colour in COMMON_COLOURS:
        for form in _usual_forms(colour):
            spoken.setdefault(form, colour)
    return spoken


def bare_colours(spoken: dict[str, str]) -> dict[str, str]:
    """Hue character to the colour that it means alone (黑的): of the forms of `spoken_colours`."""
    return {hue: spoken[f"{hue}色"] for hue in sorted(HUES) if f"{hue}色" in spoken}


def spoken_couriers(couriers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Spoken form to courier, the shop's own names first; others by their usual name."""
    spoken = {normalise(form): name for form, name in couriers if form.strip()}
    for name, aliases in COURIERS.items():
        meant = next(
            (spoken[form] for form in (name, *aliases.split()) if form in spoken),
            name,
        )
        for form in (name, *aliases.split()):
            if form != "天天":
                spoken.setdefault(form, meant)
        for ending in _COURIER_ENDINGS:
            spoken.setdefault(name + ending, meant)
    return spoken


def _colour_forms(colour: str) -> tuple[str, ...]:
    """What a colour is called in a message: 米白 and 米白色, but of 黑色 not 黑 alone.

    Where tastes stand in its place it is 奶油味 and 奶油.
    """
    plain = normalise(colour)
    if plain.endswith("味") and len(plain) > 2:
        return plain, plain.removesuffix("味")
    stem = plain.removesuffix("色")
    return (stem + "色",) if len(stem) < 2 else (plain, stem + "色", stem)


def _usual_forms(colour: str) -> list[str]:
    """The forms of a colour that the catalogue lacks: 焦糖 without 色 is a thing, no colour."""
    return [f for f in _colour_forms(colour) if f == colour or f[-1] == "色" or f[-1] in HUES]
