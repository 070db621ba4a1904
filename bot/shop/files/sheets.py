"""Every sheet a shop fills in; the one description that reading, checking and export follow.

The policy (店铺政策) is not here: it is `policy.yml` in a folder, and a sheet of two columns
(项目, 内容) in a workbook; its fields are those of `bot.shop.model.policy.Policy`.
"""

from __future__ import annotations

from bot.shop.files.columns import Column, Sheet
from bot.shop.files.selling_sheets import SELLING_SHEETS

PRODUCT = ("products", "id")
CHART = ("size_charts", "id")

CATALOGUE_SHEETS = (
    Sheet(
        "size_charts",
        "尺码表",
        (
            Column("id", "尺码表编号", required=True),
            Column("title", "名称", required=True),
            Column("note", "说明", "long_text", default="", help="例如 版型偏宽松，介于两码选小"),
        ),
        key=("id",),
    ),
    Sheet(
        "garment_measures",
        "成衣尺寸",
        (
            Column("chart_id", "尺码表编号", required=True, refers=CHART),
            Column("size", "尺码", required=True),
            Column("part", "部位", required=True, help="衣长 胸围 肩宽 袖长 腰围 臀围 裤长 裙长"),
            Column("cm", "厘米", "decimal", required=True, minimum=0.1, maximum=400),
        ),
        key=("chart_id", "size", "part"),
    ),
    Sheet(
        "body_ranges",
        "身材对照",
        (
            Column("chart_id", "尺码表编号", required=True, refers=CHART),
            Column("size", "尺码", required=True),
            Column("height_min_cm", "身高下限(cm)", "integer", minimum=40, maximum=230),
            Column("height_max_cm", "身高上限(cm)", "integer", minimum=40, maximum=230),
            Column("weight_min_kg", "体重下限(斤)", "decimal", jin=True, minimum=4, maximum=400),
            Column("weight_max_kg", "体重上限(斤)", "decimal", jin=True, minimum=4, maximum=400),
        ),
        key=("chart_id", "size"),
    ),
    Sheet(
        "products",
        "商品",
        (
            Column("id", "货号", required=True, help="商家编码，例如 LN2107；以后不要改"),
            Column("item_id", "平台商品ID", help="商品链接里 id= 后面的数字"),
            Column("title", "标题", required=True),
            Column("name", "简称", required=True, help="聊天里怎么叫它，例如 亚麻阔腿裤"),
            Column("aliases", "别名", "list", default=(), help="买家可能的叫法，用 | 分开"),
            Column("category", "类目", required=True),
            Column("chart_id", "尺码表编号", refers=CHART, help="不分尺码的商品留空"),
            Column("selling_point", "卖点", "long_text", default=""),
            Column("sales", "累计销量", "integer", default=0, minimum=0),
            Column("rating", "评分", "decimal", minimum=0, maximum=5),
            Column("listed_on", "上架日期", "date"),
            Column("presale_on", "预售发货日", "date", help="现货留空"),
            Column("image", "图片", default="", help="图片地址，可留空"),
        ),
        key=("id",),
        retire="off_sale",
    ),
    Sheet(
        "skus",
        "规格库存",
        (
            Column("id", "SKU编码", required=True),
            Column("product_id", "货号", required=True, refers=PRODUCT),
            Column("colour", "颜色", default="", help="没有颜色之分的商品留空"),
            Column("size", "尺码", default="", help="尺码或规格，例如 M、500g"),
            Column("price", "价格", "money", required=True, minimum=0.01, maximum=999999),
            Column("floor_price", "底价", "money", minimum=0.01, help="任何情况下不低于此价"),
            Column("stock", "库存", "integer", required=True, minimum=0, maximum=9999999),
            Column("restock_on", "到货日期", "date", help="缺货时预计到货日"),
        ),
        key=("id",),
        retire="off_sale",
    ),
    Sheet(
        "attributes",
        "商品属性",
        (
            Column("product_id", "货号", required=True, refers=PRODUCT),
            Column("name", "属性", required=True, help="面料 季节 场合 版型 洗涤 厚薄 保质期 …"),
            Column("value", "内容", "long_text", required=True),
        ),
        key=("product_id", "name"),
    ),
    Sheet(
        "pairs",
        "搭配",
        (
            Column("product_id", "货号", required=True, refers=PRODUCT),
            Column("other_id", "搭配货号", required=True, refers=PRODUCT),
            Column("reason", "搭配理由", "long_text", default=""),
        ),
        key=("product_id", "other_id"),
    ),
)

SHEETS = CATALOGUE_SHEETS + SELLING_SHEETS
