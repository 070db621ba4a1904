"""The sheets about offers, parcels and people."""

from __future__ import annotations

from bot.shop.files.columns import Column, Sheet

PROMOTION_KINDS = {
    "包邮": "free_shipping",
    "满减": "amount_off",
    "满赠": "gift",
    "优惠券": "coupon",
    "买N送M": "buy_n_get_m",
}
SCOPES = {"全店": "shop", "类目": "category", "商品": "product"}
CONCESSION_KINDS = {"折扣": "percent", "减额": "amount", "赠品": "gift", "包邮": "shipping"}
ROLES = {"店主": "owner", "客服": "agent", "只看": "viewer"}
MODES = {"自动": "automatic", "辅助": "assist", "人工优先": "people_first"}

SELLING_SHEETS = (
    Sheet(
        "promotions",
        "促销",
        (
            Column("id", "活动编号", required=True),
            Column("title", "名称", required=True),
            Column("kind", "类型", required=True, choices=PROMOTION_KINDS),
            Column("starts_at", "开始时间", "moment", required=True),
            Column("ends_at", "结束时间", "moment", required=True, help="这一刻起不再有效"),
            Column("scope", "范围", default="shop", choices=SCOPES),
            Column("scope_values", "范围内容", "list", default=(), help="类目名或货号，用 | 分开"),
            Column("min_amount", "满金额", "money", minimum=0.01),
            Column("min_quantity", "满件数", "integer", minimum=1, help="买N送M里的N"),
            Column("amount_off", "减金额", "money", minimum=0.01),
            Column("percent_off", "减百分比", "integer", minimum=1, maximum=99, help="八五折填15"),
            Column("max_off", "最多减", "money", minimum=0.01),
            Column("every", "每满", "flag", default=0, help="是：每满一次减(送)一次"),
            Column("gift_name", "赠品", default=""),
            Column("gift_quantity", "赠品数量", "integer", minimum=1, help="买N送M里的M"),
            Column("gift_stock", "赠品库存", "integer", minimum=0),
            Column("exclusive_group", "互斥组", default="", help="同组活动只能用一个"),
            Column("claim", "领取方式", "long_text", default=""),
            Column("per_buyer_limit", "每人限用", "integer", minimum=1),
            Column("excluded_regions", "不含地区", "list", default=()),
        ),
        key=("id",),
        retire="off_sale",
    ),
    Sheet(
        "price_tiers",
        "件数价",
        (
            Column("product_id", "货号", required=True, refers=("products", "id")),
            Column("min_quantity", "满件数", "integer", required=True, minimum=2),
            Column("unit_price", "单价", "money", required=True, minimum=0.01),
        ),
        key=("product_id", "min_quantity"),
    ),
    Sheet(
        "couriers",
        "快递",
        (
            Column("name", "快递", required=True),
            Column("aliases", "别名", "list", default=(), help="例如 SF|顺风"),
            Column("is_default", "默认", "flag", default=0),
            Column("on_request", "可指定", "flag", default=0),
            Column("extra_fee", "加价", "money", default="0", minimum=0),
            Column("note", "说明", "long_text", default=""),
        ),
        key=("name",),
    ),
    Sheet(
        "region_rates",
        "运费时效",
        (
            Column("province", "省份", required=True, help="简称，例如 浙江、内蒙古"),
            Column("city", "城市", default="", help="全省相同留空"),
            Column("fee", "运费", "money", required=True, minimum=0),
            Column("days_min", "最快天数", "integer", required=True, minimum=1, maximum=60),
            Column("days_max", "最慢天数", "integer", required=True, minimum=1, maximum=60),
            Column("courier", "快递", default="", refers=("couriers", "name")),
            Column("remote", "偏远", "flag", default=0),
            Column("delivers", "可送", "flag", default=1),
            Column("note", "说明", "long_text", default=""),
        ),
        key=("province", "city"),
    ),
    Sheet(
        "holidays",
        "停发日期",
        (
            Column("name", "名称", required=True),
            Column("starts_on", "开始", "date", required=True),
            Column("ends_on", "结束", "date", required=True),
        ),
        key=("name", "starts_on"),
    ),
    Sheet(
        "working_hours",
        "客服时间",
        (
            Column("weekday", "星期", "integer", required=True, minimum=1, maximum=7),
            Column("starts", "上班", "time", required=True),
            Column("ends", "下班", "time", required=True),
        ),
        key=("weekday", "starts"),
    ),
    Sheet(
        "concessions",
        "议价让步",
        (
            Column("step", "第几步", "integer", required=True, minimum=1, maximum=9),
            Column("kind", "类型", required=True, choices=CONCESSION_KINDS),
            Column("percent", "减百分比", "integer", minimum=1, maximum=50),
            Column("amount", "减金额", "money", minimum=0.01),
            Column("gift_name", "赠品", default=""),
        ),
        key=("step",),
    ),
    Sheet(
        "agents",
        "客服",
        (
            Column("login", "登录名", required=True),
            Column("name", "昵称", required=True),
            Column("role", "角色", default="agent", choices=ROLES),
        ),
        key=("login",),
        retire="off_sale",
        help="密码不写在文件里，用 xiaoer desk password 设置",
    ),
    Sheet(
        "shifts",
        "班次",
        (
            Column("login", "登录名", required=True, refers=("agents", "login")),
            Column("weekday", "星期", "integer", required=True, minimum=1, maximum=7),
            Column("starts", "上班", "time", required=True),
            Column("ends", "下班", "time", required=True, help="交接可以重叠"),
        ),
        key=("login", "weekday", "starts"),
        help="谁哪天几点到几点在；不填就不看班次",
    ),
    Sheet(
        "service_modes",
        "接待方式",
        (
            Column("weekday", "星期", "integer", required=True, minimum=1, maximum=7),
            Column("starts", "开始", "time", required=True),
            Column("ends", "结束", "time", required=True),
            Column(
                "mode",
                "方式",
                required=True,
                choices=MODES,
                help="自动=小二直接答 辅助=小二拟好，人来发 人工优先=人先答，没人接小二再答",
            ),
        ),
        key=("weekday", "starts"),
        help="没写到的时间都是自动",
    ),
)
