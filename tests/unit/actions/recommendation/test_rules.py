from datetime import date, datetime
from decimal import Decimal

import pytest

from actions.recommendation.asking import Question
from actions.recommendation.budget import budget_in
from actions.recommendation.choosing import choose, in_season
from actions.recommendation.informing import (
    is_statement,
    meant_by,
    prefers_cut,
    says_something,
    with_bare_offer,
)
from actions.recommendation.pairing import go_with
from actions.recommendation.rules import ask_need, colours_of, recommend
from actions.recommendation.telling import shown
from actions.recommendation.wish import Wish, wish_in
from actions.turn import Ask, Memory, Outcome, Turn
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Pair, Product, Sku

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
CATEGORIES = ("连衣裙", "半身裙", "阔腿裤", "外套", "风衣")


def product(
    name: str,
    category: str = "连衣裙",
    *,
    price: int = 199,
    sales: int = 100,
    stock: int = 5,
    colours: tuple[str, ...] = ("米白",),
    **attributes: str,
) -> Product:
    return Product(
        id=name, item_id=None, title=name, name=name, aliases=(), category=category,
        chart_id=None, selling_point=f"{name}好", sales=sales, rating=None,
        listed_on=date(2026, 1, 1), presale_on=None, image="",
        skus=tuple(
            Sku(f"{name}-{colour}", name, colour, "", Decimal(price), None, stock, None)
            for colour in colours
        ),
        attributes=tuple(attributes.items()),
    )  # fmt: skip


WORK = product("上班裙", 场合="上班、面试", 季节="秋、冬", price=269)
BEACH = product("海边裙", 场合="度假、海边", 季节="夏", price=139, sales=900)
BLACK = product("黑裤", "阔腿裤", price=99, sales=500, colours=("黑色",), 版型="高腰，遮胯")
GONE = product("缺货裙", stock=0, sales=9999, 场合="上班")
ALL = (WORK, BEACH, BLACK, GONE)


def cost(product: Product, sku: Sku, pieces: int) -> Decimal:
    """The list price: no offer is live."""
    return sku.price * pieces


def chosen(wanted: Wish, memory: Memory | None = None) -> Outcome:
    return recommend(ALL, wanted, memory or Memory(), now=NOW, cost=cost)


def wish(text: str, **said: tuple[str, ...]) -> Wish:
    return wish_in(text, categories=CATEGORIES, **said)


def turn(text: str = "", memory: Memory | None = None, **fields: object) -> Turn:
    return Turn(
        conversation_id="web:a", buyer_id="web:a", text=text, kind="text", intent="inform",
        confidence=0.9, now=NOW, memory=memory or Memory(), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("200以内的", (None, 200)),
        ("预算三百", (None, 300)),
        ("不超过150块", (None, 150)),
        ("一百块左右", (70, 120)),
        ("200到300的裙子", (200, 300)),
        ("160 105斤", (None, None)),
        ("随便看看", (None, None)),
    ],
)
def test_budgets(text: str, budget: tuple[int | None, int | None]) -> None:
    assert budget_in(text) == budget


@pytest.mark.parametrize(
    ("text", "needs", "refused", "categories"),
    [
        ("给我妈买条裙子", ["妈妈"], [], ("连衣裙", "半身裙")),
        ("通勤穿的连衣裙", ["上班"], [], ("连衣裙",)),
        ("肚子大穿什么外套", ["显瘦"], [], ("外套", "风衣")),
        ("不要羊毛的", [], ["羊毛"], ()),
        ("帮我挑挑", [], [], ()),
    ],
)
def test_what_is_wished_for(
    text: str, needs: list[str], refused: list[str], categories: tuple[str, ...]
) -> None:
    found = wish(text)
    assert [need.name for need in found.needs] == needs
    assert [need.name for need in found.refused] == refused
    assert found.categories == categories


@pytest.mark.parametrize(
    ("text", "clear"),
    [("推荐一下", False), ("爆款是哪个", True), ("有便宜的吗", True), ("100以内", True)],
)
def test_when_a_wish_is_clear_enough(text: str, clear: bool) -> None:
    assert wish(text).clear is clear


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (wish("上班穿"), ["上班裙"]),
        (wish("爆款"), ["黑裤", "上班裙", "海边裙"]),
        (wish("便宜的"), ["黑裤", "海边裙", "上班裙"]),
        (wish("夏天的裙子"), ["海边裙"]),
        (wish("150以内的裙子"), ["海边裙"]),
        (wish("卖得好的", refused_colours=("黑色",)), ["上班裙", "海边裙"]),
        (wish("有吗", colours=("黑色",)), ["黑裤"]),
        (wish("婚礼穿"), []),
    ],
)
def test_what_is_chosen(wanted: Wish, names: list[str]) -> None:
    assert [
        pick.product.name for pick in choose(ALL, wanted, shown=(), now=NOW, cost=cost)
    ] == names


def test_what_was_shown_is_not_shown_again() -> None:
    told = chosen(wish("爆款"), Memory(recommended=("黑裤",), product="上班裙"))
    assert [say.card for say in told.says] == [None, "海边裙"]
    assert told.memory["recommended"] == ("海边裙", "黑裤")
    assert told.memory["listed"] == ("海边裙",)


def test_each_has_the_reason_it_fits() -> None:
    told = chosen(wish("面试穿"))
    assert told.reason == "recommendation.only"
    assert told.says[1].facts["why"] == "场合：上班、面试"
    assert told.memory["product"] == "上班裙"


def test_what_nothing_meets_is_said_so() -> None:
    told = chosen(wish("50以内"))
    assert told.reason == "recommendation.nearest"
    assert told.says[1].card == "黑裤"
    assert told.says[1].facts["over"] == "49"
    shown = tuple(each.id for each in ALL)
    nothing = chosen(wish("50以内"), Memory(recommended=shown))
    assert nothing.reason == "recommendation.nothing_more"


def test_a_need_is_asked_for_with_categories_to_tap() -> None:
    told = ask_need(Question("category", CATEGORIES), Memory())
    assert told.ask == Ask("need", "ask_recommendation")
    assert told.says[0].offers == CATEGORIES


def test_pairs_and_colours_come_from_the_catalogue() -> None:
    told = go_with(WORK, [Pair(BLACK, "上松下紧")], {"黑裤": Decimal(338)}, Memory())
    assert told is not None and told.says[1].facts["why"] == "上松下紧"
    assert told.says[1].facts["both"] == "338"
    assert go_with(WORK, [], {}, Memory()) is None
    colours = colours_of(product("两色", colours=("米白", "黑色")))
    assert colours is not None and colours.says[0].facts["colours"] == "米白、黑色"
    assert colours_of(GONE) is None


@pytest.mark.parametrize(("season", "fits"), [("秋、冬", True), ("夏", False), ("四季", True)])
def test_the_time_of_year(season: str, fits: bool) -> None:
    assert in_season(product("x", 季节=season), NOW) is fits
    assert in_season(product("x"), NOW)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        (turn(products=("A",)), "ask_product"),
        (turn(unknown_item="LN9999"), "ask_product"),
        (turn("第五个", unresolved=True), "ask_product"),
        (turn(courier="顺丰"), "ask_courier"),
        (turn(colour_families=("深色",)), "ask_stock"),
        (turn(learnt=frozenset({"height_cm", "weight_kg"})), "ask_size"),
        (turn(absurd_body=True), "ask_size"),
        (turn(learnt=frozenset({"region"})), "ask_delivery_time"),
        (turn(colours=("黑色",), learnt=frozenset({"colour"})), "ask_stock"),
        (turn(memory=Memory(product="A"), learnt=frozenset({"quantity"})), "order"),
        (turn(offered_price=Decimal(80)), "bargain"),
        (turn("嗯那个"), None),
    ],
)
def test_what_a_bare_statement_belongs_to(said: Turn, intent: str | None) -> None:
    assert meant_by(said) == intent


HAGGLING = Memory(stage="objection", product="A", haggle_rounds=2)


@pytest.mark.parametrize("text", ["那210呢", "215", "210行吗", "我出210块"])
def test_a_bare_figure_while_haggling_is_an_offer(text: str) -> None:
    assert meant_by(with_bare_offer(turn(text, HAGGLING))) == "bargain"


@pytest.mark.parametrize("memory", [Memory(), Memory(stage="farewell", haggle_rounds=2)])
def test_a_bare_figure_is_no_offer_where_nobody_haggles(memory: Memory) -> None:
    assert with_bare_offer(turn("215", memory)).offered_price is None


def test_an_offer_for_two_pieces_is_haggling_not_an_order() -> None:
    said = turn(
        "2件400", HAGGLING, offered_price=Decimal(400), learnt=frozenset({"quantity"})
    )  # fmt: skip
    assert meant_by(said) == "bargain"


@pytest.mark.parametrize(
    ("memory", "meant"),
    [
        (Memory(stage="confirmation", product="A"), "order"),
        (Memory(stage="recommendation", product="A", asked=Ask("colour", "order")), "order"),
        (Memory(stage="recommendation", product="A"), "ask_stock"),
    ],
)
def test_another_choice_during_an_order_is_read_back(memory: Memory, meant: str) -> None:
    said = turn("雾蓝XL", memory, colours=("雾蓝",), sizes=("XL",))
    assert meant_by(said) == meant


def test_refusing_a_colour_or_giving_a_figure_is_no_goodbye() -> None:
    assert says_something(turn("算了不要黑色", not_colours=("黑色",)))
    assert says_something(turn("算了只要M", learnt=frozenset({"size"})))
    assert says_something(turn("105", learnt=frozenset({"weight_kg"})))
    assert not says_something(turn("我再想想"))


def test_a_liking_for_loose_is_about_the_size_once_the_body_is_known() -> None:
    known = Memory(product="A", weight_kg=52.5)
    assert prefers_cut(turn("我喜欢宽松的", known))
    assert not prefers_cut(turn("我喜欢宽松的", Memory(product="A")))
    assert not prefers_cut(turn("我喜欢红色的", known))


def test_a_few_words_naming_a_category_are_a_statement() -> None:
    assert is_statement(turn("阔腿裤"), CATEGORIES)
    assert not is_statement(turn("说了半天你到底懂不懂阔腿裤啊"), CATEGORIES)
    assert not is_statement(turn("啥呀这是"), CATEGORIES)


def test_a_single_pick_comes_into_view_whatever_was_there() -> None:
    told = shown("recommendation.only", (), ["B"], Memory(product="A", colour="黑色", quantity=2))
    assert told.memory["product"] == "B" and told.memory["colour"] is None
    beside = shown("recommendation.pairs", (), ["B"], Memory(product="A"), beside=True)
    assert "product" not in beside.memory


def test_a_gift_named_after_the_kind_is_of_it() -> None:
    box = product("岁和茶礼盒", "礼盒", 适合人群="送领导")
    tea = product("红茶", "茶")
    told = recommend(
        [tea, box],
        wish_in("想送领导点茶叶", categories=("茶", "礼盒")),
        Memory(),
        now=NOW,
        cost=cost,
    )
    assert told.reason == "recommendation.only" and told.memory["listed"] == ("岁和茶礼盒",)
