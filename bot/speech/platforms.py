"""Where a shop may be: what may not be said differs."""

from __future__ import annotations

from typing import Literal, get_args

Platform = Literal["own", "taobao", "jd", "pinduoduo", "douyin"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
