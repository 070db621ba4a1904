"""The shop's terms, as one typed object read from the policy table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field, validator

from bot.speech.platforms import Platform

StoreType = Literal["mall", "marketplace"]
# Who answers: the bot; a person, to whom the bot suggests; a person, and the bot where none does.
ServiceMode = Literal["automatic", "assist", "people_first"]
# The trade's ways to help a buyer decide (促单), as the owner writes them.
CLOSING_TECHNIQUES = {
    "连带": "tie_in",
    "怕错过": "missing_out",
    "赶时间": "act_today",
    "二选一": "choice",
    "热销": "popularity",
    "对比": "comparison",
    "赞美": "praise",
    "摊薄": "per_use",
    "赠品": "gift",
}


class Policy(BaseModel):
    """Every term of the shop that is one value; descriptions are the owner's column help."""

    class Config:
        allow_mutation = False

    shop_name: str = Field(..., title="店铺名称")
    shop_slogan: str = Field("", title="一句话介绍")
    store_type: StoreType = Field(
        ..., title="店铺类型", description="mall=一口价 marketplace=可议价"
    )
    platform: Platform = Field("own", title="平台", description="店开在哪里，决定哪些话不能说")
    assistant_name: str = Field("小二", title="客服昵称")
    ships_from: str = Field(..., title="发货地")
    dispatch_cutoff: time = Field(..., title="当天发货截止时间", description="例如 16:00")
    dispatch_weekdays: str = Field("1234567", title="发货星期", description="1=周一 … 7=周日")
    dispatch_within_hours: int = Field(48, title="最晚发货小时", ge=1, le=720)
    return_days: int = Field(7, title="无理由退货天数", ge=0, le=90)
    return_freight_payer: Literal["buyer", "shop"] = Field("buyer", title="退货运费承担")
    exchange_freight_payer: Literal["buyer", "shop"] = Field("buyer", title="换货运费承担")
    freight_insurance: bool = Field(False, title="是否送运费险")
    return_condition: str = Field("", title="退货条件", description="例如 吊牌完好、未洗涤")
    no_return_categories: str = Field("", title="不支持退货类目", description="用 | 分开")
    invoice_kinds: str = Field("", title="发票种类", description="空=不开票 例如 电子普通发票")
    invoice_within_days: int = Field(7, title="开票天数", ge=0, le=90)
    payment_methods: str = Field(
        "", title="付款方式", description="用 | 分开，例如 支付宝|花呗；留空=以付款页为准"
    )
    price_protection_days: int = Field(
        0, title="保价天数", description="付款后多少天内降价退差价，0=没有写明", ge=0, le=365
    )
    quality_promise: str = Field("", title="质量承诺")
    wholesale_quantity: int = Field(20, title="批发起订件数", ge=2)
    gift_budget: Decimal = Field(Decimal(0), title="议价赠品预算", ge=0)
    answer_within_minutes: int = Field(3, title="人工多久回复(分钟)", ge=1)
    busy_waiting: int = Field(5, title="几人等人工算忙", description="忙时如实告诉买家", ge=1)
    chats_per_agent: int = Field(0, title="每人最多同时接待", description="0=不限", ge=0, le=200)
    return_after_minutes: int = Field(
        10,
        title="人走了几分钟放回等待",
        description="接待的人关了客服台，顾客又等了这么久，会话放回去给别人接；0=不放回",
        ge=0,
        le=240,
    )
    closing_per_chat: int = Field(
        3, title="每次聊天最多促单几句", description="0=不主动促单", ge=0, le=9
    )
    closing_techniques: str = Field(
        "|".join(CLOSING_TECHNIQUES),
        title="可用的促单方式",
        description=f"用 | 分开：{'|'.join(CLOSING_TECHNIQUES)}；留空=都可以用",
    )
    vip_orders: int = Field(3, title="付款几单算VIP", description="0=只看VIP标记", ge=0, le=1000)
    followup_enabled: bool = Field(
        False, title="自动催付", description="拍下没付款的订单，到时间提醒买家"
    )
    followup_per_order: int = Field(
        3, title="每单最多催付几次", description="同一位买家24小时内最多3次", ge=1, le=3
    )
    followup_after_minutes: int = Field(
        30, title="多少分钟内不催付", description="从拍下、从买家说完话算起", ge=10, le=240
    )
    followup_person_hours: int = Field(
        12, title="人工聊过几小时内不催付", description="0=不看", ge=0, le=72
    )
    followup_low_stock: int = Field(
        5, title="库存几件以内催付时说", description="0=不说库存", ge=0, le=100
    )

    @validator("closing_techniques")
    def _known_techniques(cls, value: str) -> str:
        """Only the trade's nine; raises ValueError for another name."""
        unknown = set(value.split("|")) - set(CLOSING_TECHNIQUES)
        if unknown:
            raise ValueError(f"unknown: {'|'.join(sorted(unknown))}")
        return value

    @property
    def closings(self) -> frozenset[str]:
        """The closing techniques that may be used, by the names the rules know them by."""
        return frozenset(CLOSING_TECHNIQUES[name] for name in self.closing_techniques.split("|"))


@dataclass(frozen=True)
class WorkingHours:
    """One stretch of a weekday (1 is Monday) on which people answer."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Concession:
    """One step of what may be conceded; which field counts depends on `kind`."""

    step: int
    kind: Literal["percent", "amount", "gift", "shipping"]
    percent: int | None
    amount: Decimal | None
    gift_name: str


@dataclass(frozen=True)
class Agent:
    """A person at the desk."""

    login: str
    name: str
    role: Literal["owner", "agent", "viewer"]
    password_hash: str
    active: bool
