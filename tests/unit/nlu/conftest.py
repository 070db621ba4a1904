"""Small catalogues to read messages against."""

from __future__ import annotations

import pytest

from bot.shop.model.catalogue import CatalogueNames

CLOTHES = (
    ("LN2107", "亚麻阔腿裤", "麻料阔腿裤", "高腰亚麻阔腿裤女夏季薄款垂感宽松长裤"),
    ("LN2205", "垂感阔腿裤", "天丝阔腿裤", "垂感阔腿裤女春秋高腰莱赛尔棉长裤通勤显高"),
    ("LN2310", "双层纱阔腿裤", "纱布阔腿裤", "双层纱阔腿裤女夏季纯棉薄款居家外穿裤子"),
    ("LQ2301", "方领亚麻长裙", "方领麻裙", "方领亚麻连衣裙女夏宽松气质长裙薄款透气度假风"),
    ("LQ2509", "灯芯绒背心裙", "条绒背心裙", "秋冬灯芯绒背心裙女收腰显高无袖连衣裙"),
    ("BQ2508", "灯芯绒半裙", "灯芯绒A裙", "灯芯绒半身裙女秋冬高腰A字中长款复古厚裙子"),
    ("CS2409", "短袖麻衬衫", "夏天麻衬衫", "亚麻短袖衬衫女夏季古巴领宽松凉快休闲开衫上衣"),
    ("CS2204", "立领棉衬衫", "小立领衬衫", "小立领纯棉衬衫女春秋长袖文艺打底内搭宽松上衣"),
    ("MZ2509", "羊毛贝雷帽", "贝雷帽", "羊毛贝雷帽女秋冬英伦复古百搭保暖画家帽"),
    ("WZ2208", "棉麻船袜", "浅口船袜", "棉麻船袜女夏季薄款浅口隐形不掉跟透气短袜五双装"),
    ("WZ2512", "羊毛厚袜", "羊毛袜", "羊毛厚袜女冬季加厚保暖中筒地板袜睡眠袜三双装"),
    ("BD2403", "亚麻连体裤", "亚麻连身裤", "亚麻连体裤女夏季高腰系带阔腿短袖气质连衣裤"),
)
TEAS = (
    ("T1", "平阴玫瑰花茶", "玫瑰茶", "平阴重瓣玫瑰花茶干玫瑰花冠养颜茶送礼盒装"),
    ("T2", "明前龙井茶", "西湖龙井", "西湖龙井茶明前特级绿茶新茶礼盒"),
    ("T3", "祁门红茶", "祁红", "安徽祁门红茶特级浓香型罐装送礼"),
    ("B1", "小熊曲奇饼干", "小熊饼干", "小熊造型黄油曲奇饼干儿童零食下午茶"),
    ("B2", "小熊保温杯", "小熊水杯", "卡通小熊保温杯女生便携水杯"),
)


@pytest.fixture()
def names() -> CatalogueNames:
    return CatalogueNames(
        products=(
            ("亚麻阔腿裤", ("LN2107",)),
            ("阔腿裤", ("LN2107", "LN2205")),
            ("龙井茶", ("TE1001",)),
        ),
        item_ids=(("LN2107", "LN2107"), ("628013457719", "LN2107"), ("TE1001", "TE1001")),
        colours=("米白", "黑色", "雾蓝"),
        sizes=("M", "XL", "2XL", "36", "500g"),
        categories=("裤子", "茶叶"),
        couriers=(("顺丰", "顺丰"), ("sf", "顺丰"), ("中通", "中通")),
    )


@pytest.fixture(scope="session")
def clothes() -> CatalogueNames:
    return CatalogueNames(
        products=_spoken(CLOTHES),
        item_ids=(),
        colours=("米白", "本白", "黑色", "酒红", "藏青", "咖色"),
        sizes=("S", "M", "L", "XL", "2XL", "均码"),
        categories=("阔腿裤", "连衣裙", "半身裙", "衬衫", "帽子", "袜子", "连体裤"),
        couriers=(("顺丰", "顺丰"), ("圆通", "圆通"), ("京东", "京东"), ("邮政", "邮政")),
    )


@pytest.fixture(scope="session")
def teas() -> CatalogueNames:
    return CatalogueNames(
        products=_spoken(TEAS),
        item_ids=(),
        colours=("白色",),
        sizes=("100g", "250g", "500ml", "大号", "小号"),
        categories=("茶叶", "零食", "水杯"),
        couriers=(("中通", "中通"),),
    )


def _spoken(products: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    meant: dict[str, list[str]] = {}
    for product, *spoken in products:
        for name in spoken:
            meant.setdefault(name, []).append(product)
    return tuple((name, tuple(ids)) for name, ids in meant.items())
