"""What a person who takes over a chat is told of the buyer."""

from __future__ import annotations

from actions.turn import Memory, Turn
from bot.shop.promised import promise_text
from bot.shop.shop import Shop
from bot.text.spoken import listed, yuan


def ticket_facts(turn: Turn, shop: Shop) -> dict[str, str]:
    """What the desk shows of the buyer, label to value; unknown ones are left out."""
    memory = turn.memory
    product = shop.catalogue.product(memory.product) if memory.product else None
    facts = {
        "商品": f"{product.name}（{product.id}）" if product else "",
        "颜色": memory.colour or "",
        "尺码": memory.size or "",
        "件数": str(memory.quantity or ""),
        "地区": memory.region or "",
        "身高体重": _body(memory),
        "需求": listed((*memory.needs, *(f"不要{name}" for name in memory.not_needs))),
        "预算": _budget(memory),
        "议价次数": str(memory.haggle_rounds or ""),
        "已承诺": "；".join(
            f"{promise.product_id} {promise_text(promise)}".strip()
            for promise in shop.commitments.standing(turn.buyer_id, now=turn.now)
        ),
    }
    return {label: value for label, value in facts.items() if value}


def _budget(memory: Memory) -> str:
    low, high = memory.budget
    if high is None:
        return f"{yuan(low)}元起" if low else ""
    return f"{yuan(low)}-{yuan(high)}元" if low else f"{yuan(high)}元以内"


def _body(memory: Memory) -> str:
    parts = (
        f"{memory.height_cm:g}cm" if memory.height_cm else "",
        f"{memory.weight_kg:g}kg" if memory.weight_kg else "",
    )
    return " ".join(part for part in parts if part)
