"""What a message says of an order's lines, and whether it is about the order in the making."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from actions.bare_answers import asks_about_calling_off
from actions.order.clauses import Clause, clauses_of
from actions.order.pairing import SEVERAL, Spoken
from actions.order.questions import kinds_in
from actions.recommendation.needs import categories_in
from actions.turn import Ask, Item, Memory, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.normalise import normalise

# Read as one of these, a message may be about the lines of the order: 去掉袜子, 再加一双.
MAY_EDIT = frozenset(
    {"order", "change_order", "inform", "affirm", "deny", "nlu_fallback", "out_of_scope",
     "hesitate", "ask_recommendation", "ask_stock"}
)  # fmt: skip
# What several lines said at once may be read as, without an order in the making.
MAY_BEGIN = frozenset({"order", "inform", "nlu_fallback", "out_of_scope", "ask_recommendation"})
UNSURE = frozenset({"inform", "nlu_fallback", "out_of_scope"})
LINE = "line"
_ASKS = re.compile(
    "[吗么?？]|多少|哪|什么|啥|怎|能不能|可不可以|有没有|推荐|几[天件个双条]|是不是|会不会"
)
_MAY_SAY = re.compile(
    "[各每都再]|[加换改去删减拿撤退少多][一掉成了上拿要]|还要|也[要来]|不[要买拿]|取消|重新?来|从头"
)
_AGAIN = re.compile("重新?(?:来|选|下|开始|弄)|从头")
_NOT_WANTED = re.compile("不(?:想|打算)?[要买拿]了?|别[要拿]|算了|取消|去掉|除了")
_LEAVES_OUT = re.compile(
    "(?:好|行|那|就|先|给我|帮我|把|[,. ])*"
    "(?:[这那它][一1]?[个件款条双顶]?|没货的|缺货的)?(?:就|先)?"
    "(?:不要|去掉|拿掉|删掉|别要)(?:[这那它没缺][一1]?(?:[个件款条双顶]|货的)?)?[了吧啦,.!~ ]*$"
)
_BUYS = re.compile("(?:我|那|就|先|帮我|给我|麻烦)*(?:想?要|来|拿|买|拍)(?!不|求)")
_WEIGHS = re.compile("(?<=.)还是(?!要|买|拿|那|算)|好看|纠结|二选一")
_TOTAL = re.compile("一共|总共|合计|总价|加起来|合起来|一起|全部|总的|算一?下|帮我算")
_TAKES = re.compile("(?<![不别])(?:要|买|拿|拍|加|来一|下单)")
_OF_EARLIER = re.compile("还是要|刚才那|之前那")


def with_clauses(turn: Turn, shop: Shop) -> Turn:
    """The turn with what it says of an order's lines; only messages that may say it are read."""
    kinds = Counter(name.name for name in turn.named)
    many = any(number >= SEVERAL for number in kinds.values())
    told = "quantity" in kinds and _BUYS.match(turn.plain)
    categories = shop.catalogue.categories()
    waits = next(iter(lines_so_far(turn.memory)), None)
    other = waits is not None and bool(categories_in(turn.plain, categories))
    if not (turn.memory.basket or many or told or other or _MAY_SAY.search(turn.plain)):
        return turn
    # What is taken off is named too (袜子不要了); the first of colours offered is no first line.
    chosen = bool(turn.memory.offered) and bool({"colour", "size"} & turn.learnt)
    clauses = clauses_of(
        turn.said,
        turn.named,
        () if chosen else turn.references,
        lambda text: categories_in(_NOT_WANTED.sub(" ", text), categories),
    )
    if not turn.memory.basket:
        clauses = _as_more(clauses, waits, shop)
    return replace(turn, clauses=_left_out(turn) or clauses)


def _as_more(clauses: tuple[Clause, ...], line: Item | None, shop: Shop) -> tuple[Clause, ...]:
    """Other goods said with their colour or size (裤子黑色M) come to the one line that waits."""
    product = shop.catalogue.product(line.product) if line is not None else None
    if product is None:
        return clauses
    return tuple(
        replace(each, op="add")
        if each.op == "state" and each.lines and all(_is_other(s, product) for s in each.lines)
        else each
        for each in clauses
    )


def _is_other(spoken: Spoken, product: Product) -> bool:
    own = product.id in spoken.products or product.category in spoken.sorts
    return bool(spoken.colour or spoken.size) and spoken.sort != "" and not own


def _left_out(turn: Turn) -> tuple[Clause, ...]:
    """那件不要了 where we said that a line is sold out and may be left out."""
    asked, basket = turn.memory.asked, turn.memory.basket
    line = asked.item if asked and asked.fact == "colour" and not asked.since else None
    if (
        line is None
        or line.colour is None
        or line not in basket
        or not _LEAVES_OUT.match(turn.plain)
    ):
        return ()
    return (Clause("remove", (Spoken(colour=line.colour, size=line.size),)),)


def lines_so_far(memory: Memory) -> tuple[Item, ...]:
    """The lines of the order in the making: the basket, or the one line that was spoken of."""
    if memory.basket:
        return memory.basket
    asks = (ask for ask in memory.open_questions if ask.intent == "order" and ask.fact != LINE)
    items = (ask.item for ask in asks if ask.item is not None and ask.item.product)
    return tuple(items)[:1]


def edits_order(turn: Turn) -> bool:
    """Whether the message says of an order's lines what is to become of them."""
    asked = turn.intent != "order" and not asks_total(turn) and _ASKS.search(turn.plain)
    placed = "placed" in kinds_in(turn.text, "change_order")
    if asked or placed or weighs(turn) or asks_about_calling_off(turn.text):
        return False
    lines = lines_so_far(turn.memory)
    if not lines:
        return turn.intent in MAY_BEGIN and _begins(turn)
    if turn.intent not in MAY_EDIT | {"ask_price"} or _OF_EARLIER.search(turn.plain):
        return False
    if starts_again(turn) or asks_total(turn):
        return True
    if _answers_which_line(turn.memory.asked, turn):
        return True
    told = turn.intent != "ask_price"
    return told and any(_edits(clause, bool(turn.memory.basket)) for clause in turn.clauses)


def asks_aside(turn: Turn) -> bool:
    """Whether it asks how to order or pay, in words that were not read as that."""
    kinds = kinds_in(turn.text, "order")
    return turn.intent in UNSURE and bool({"payment", "how"} & set(kinds)) and not turn.also


def weighs(turn: Turn) -> bool:
    """Whether one is only weighed against another (卡其还是黑色好看): nothing is decided."""
    return _WEIGHS.search(turn.plain) is not None


def asks_total(turn: Turn) -> bool:
    """Whether it asks what all lines come to (一共多少钱): they are read back."""
    priced = turn.intent == "ask_price" and bool(turn.memory.basket)
    return priced and _TOTAL.search(turn.plain) is not None and not turn.products


def wants_in_view(turn: Turn) -> bool:
    """Whether what is in view or pointed at is to be taken too: 这条也要, 都要."""
    return _TAKES.search(turn.plain) is not None and "这些" not in turn.plain


def is_unsettled(turn: Turn) -> bool:
    """Whether the sum is asked or a choice is weighed: that is no yes to what was read back."""
    return weighs(turn) or says_total(turn)


def says_total(turn: Turn) -> bool:
    """Whether the words ask what all of it comes to: 一共多少钱, but not 好的一起拍."""
    said = normalise(turn.said)
    return _TOTAL.search(said) is not None and ("呢" in said or _ASKS.search(said) is not None)


def starts_again(turn: Turn) -> bool:
    """Whether the buyer wants to choose anew what is in the order: 都不要了重新来."""
    again = _AGAIN.search(turn.plain) is not None and not turn.clauses
    return again and bool(lines_so_far(turn.memory))


def _answers_which_line(asked: Ask | None, turn: Turn) -> bool:
    """Whether it says which line we asked about."""
    return asked is not None and asked.fact == LINE and not asked.since and bool(turn.clauses)


def _begins(turn: Turn) -> bool:
    """Whether several lines are said, of which each tells what and how many; or one wholly."""
    said = [clause for clause in turn.clauses if clause.op in ("state", "add")]
    lines = [line for clause in said for line in clause.lines]
    told = [line for line in lines if line.goods or line.colour or line.size]
    if len(told) == 1 and turn.intent in UNSURE:
        chosen = (told[0].colour or told[0].size) and told[0].quantity
        known = told[0].products or turn.memory.product
        return bool(chosen and known) and _BUYS.match(turn.plain) is not None
    counted = any(line.quantity for line in lines)
    return len(told) >= SEVERAL and len(told) == len(lines) and (counted or turn.intent == "order")


def _edits(clause: Clause, several: bool) -> bool:
    """Whether the clause does something that the chat's view of one product cannot hold."""
    if several or len(clause.lines) >= SEVERAL or clause.op in ("add", "more"):
        return True
    if clause.op == "change":
        return clause.target is not None and clause.target.goods
    if clause.op == "remove":
        return any(line.goods or line.place is not None or line.quantity for line in clause.lines)
    return False
