"""What a person who takes over reads of what was promised."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment
from bot.shop.promised import promise_text

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)


@pytest.mark.parametrize(
    ("kind", "terms", "told"),
    [
        ("note", {"note": "拆开检查一遍再发"}, "拆开检查一遍再发"),
        ("note", {"who": "小李", "goods": "长裙", "what": "送人"}, "买家 小李｜长裙｜送人"),
        ("price", {"quantity": 2, "total": "180.00"}, "2件 180元"),
        ("price", {"quantity": 1, "total": "110", "options": "250g罐装"}, "250g罐装 1件 110元"),
        ("gift", {"gift": "发圈"}, "送发圈"),
        ("shipping", {}, "包邮"),
        ("dispatch", {"day": "2026-11-25"}, "11月25日发货"),
    ],
)
def test_every_promise_has_words(kind, terms, told) -> None:
    promise = Commitment("b", kind, "", terms, "r", "xiaomai", NOW, None)
    assert promise_text(promise) == told
