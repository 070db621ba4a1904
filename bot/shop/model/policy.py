"""The shop's terms, as one typed object read from the policy table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

StoreType = Literal["mall", "marketplace"]


class Policy(BaseModel):
    """Every term of the shop that is one value; descriptions are the owner's column help."""

    class Config:
        allow_mutation = False

    shop_name: str = Field(..., title="店铺名称")
    shop_slogan: str = Field("", title="一句话介绍")
    store_type: StoreType = Field(
        ..., title="店铺类型", description="mall=一口价 marketplace=可议价"
    )
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
    quality_promise: str = Field("", title="质量承诺")
    wholesale_quantity: int = Field(20, title="批发起订件数", ge=2)
    gift_budget: Decimal = Field(Decimal(0), title="议价赠品预算", ge=0)
    answer_within_minutes: int = Field(3, title="人工多久回复(分钟)", ge=1)


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
