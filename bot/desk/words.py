"""Chinese for codes and values that the desk shows: reasons, intents, facts, times."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.text import spoken

_HERE = Path(__file__).parent
CHANNELS = {
    "web": "网页",
    "cli": "命令行",
    "webhook": "接口",
    "chatwoot": "Chatwoot",
    "wechat": "公众号",
    "wecom": "微信客服",
}


def intent_label(intent: str) -> str:
    """The words for an intent; an unknown one is shown as it is."""
    return _intents().get(intent, intent)


def entity_label(name: str) -> str:
    """The words for what was found in a message; an unknown one is shown as it is."""
    return _named()["entities"].get(name, name)


def fact_label(name: str) -> str:
    """The words for a fact of a reply, also for one of several (price_2)."""
    known = _named()["facts"]
    return known.get(name) or known.get(name.rpartition("_")[0], name)


def memory_labels() -> Mapping[str, str]:
    """What the chat remembers of a buyer, with its words, the most useful first."""
    return _named()["memory"]


def short_name(buyer_id: str) -> str:
    """A buyer's id on another channel, the channel in words."""
    channel, _, name = buyer_id.partition(":")
    return f"{channel_text(channel)} {name}" if name else buyer_id


def channel_text(channel: str) -> str:
    """The words for a channel; an unknown one is shown as it is."""
    return CHANNELS.get(channel, channel)


def intents() -> Mapping[str, str]:
    """Every intent with its words, in the order an agent picks from."""
    return _intents()


def fact_text(value: Any) -> str:
    """One fact as a line of text: lists joined with 、, true and false as 是 and 否."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{fact_text(inner)}" for key, inner in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(fact_text(inner) for inner in value)
    return str(value)


def clock_text(at: datetime, *, now: datetime) -> str:
    """14:05 for today, 3月8日 14:05 for another day; both in the shop's time."""
    local = at.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def day_text(at: datetime, *, now: datetime) -> str:
    """今天, 昨天, or 3月8日 周日: what stands between the days of a transcript."""
    on = at.astimezone(now.tzinfo).date()
    ago = (now.date() - on).days
    named = {0: "今天", 1: "昨天"}.get(ago, "")
    return named or f"{spoken.day(on)} {spoken.weekday(on)}"


def waited_text(seconds: float) -> str:
    """How long somebody has waited: to the second while that matters, then ever coarser."""
    whole = int(max(0, seconds))
    minutes, hours = whole // 60, whole // 3600
    if whole < 60:
        return f"{whole} 秒"
    if minutes < 10:
        return f"{minutes} 分 {whole % 60:02} 秒"
    if hours < 1:
        return f"{minutes} 分钟"
    return f"{hours} 小时" if hours < 24 else f"{hours // 24} 天"


def typed_text(text: str) -> str:
    """What a person typed, without the characters that no database or screen can hold."""
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    ).strip()


@lru_cache(maxsize=1)
def _intents() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((_HERE / "intents.yml").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _named() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((_HERE / "named.yml").read_text("utf-8"))
    return loaded
