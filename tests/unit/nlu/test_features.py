"""What the models see of a message, and what makes no difference to them."""

from __future__ import annotations

import pytest

from bot.nlu.features import (
    BEFORE_WEIGHT,
    before_terms,
    document,
    masked,
    terms,
    weighed,
    without_courtesy,
)


def test_two_messages_that_differ_in_figures_alone_look_the_same() -> None:
    assert masked("满300减30吗", []) == masked("满 199 减 20吗", []).replace(" ", "")


def test_another_product_and_city_look_the_same() -> None:
    one = masked("亚麻裤发杭州", [_entity("product", 0, 3), _entity("region", 4, 6)])
    other = masked("龙井茶叶发乌鲁木齐", [_entity("product", 0, 4), _entity("region", 5, 9)])
    assert one == other == "P发R"


def test_overlapping_entities_are_masked_once() -> None:
    assert masked("米白色", [_entity("colour", 0, 3), _entity("colour", 0, 2)]) in ("C", "C色")


def test_entities_without_a_sign_of_their_own_stay_words() -> None:
    assert masked("明天发", [_entity("day", 0, 2)]) == "明天发"


@pytest.mark.parametrize("text", ["https://item.example.com/a?id=1", "628013457719"])
def test_a_link_and_a_long_number_are_an_item(text: str) -> None:
    assert masked(f"这个{text} 有货吗", []) == "这个I 有货吗"
    assert masked(f"这个{text}有货吗", []) == "这个I有货吗"


@pytest.mark.parametrize("text", ["88", " 886 ", "８８"])
def test_a_goodbye_in_figures_is_no_figure(text: str) -> None:
    assert masked(text, []) in ("88", "886")


def test_88_beside_other_words_is_a_figure() -> None:
    assert masked("88块行吗", []) == masked("95块行吗", [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("发什么快弟", "发什么快递"), ("有huo吗", "有货吗"), ("有优惠卷吗", "有优惠券吗")],
)
def test_a_slip_of_typing_looks_like_what_was_meant(typed: str, meant: str) -> None:
    assert masked(typed, []) == masked(meant, [])


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("有货吗吗吗吗???", "有货吗?"), ("在吗在吗在吗", "在吗"), ("快点啊啊啊啊", "快点啊")],
)
def test_a_repetition_looks_like_what_is_said_once(typed: str, plain: str) -> None:
    assert masked(typed, []) == masked(plain, [])


def test_spaces_make_no_difference() -> None:
    assert terms("S 货 够吗") == terms("S货够吗")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("好的谢谢那什么时候发", "那什么时候发"),
        ("亲在吗 这个多少钱", "这个多少钱"),
        ("好的谢谢", "好的谢谢"),
        ("你好", "你好"),
        ("嗯嗯我要了", "嗯嗯我要了"),
        ("有活动吗 好的谢谢", "有活动吗"),
        ("什么时候发货谢谢你啦", "什么时候发货"),
        ("好的谢谢", "好的谢谢"),
    ],
)
def test_courtesy_around_a_question_is_left_out(text: str, rest: str) -> None:
    assert without_courtesy(text) == rest


def test_what_was_said_before_is_apart_from_what_is_said() -> None:
    before = before_terms("领券了吗")
    assert before
    assert not before.keys() & terms("领券了吗").keys()
    assert document("领了呀", "领券了吗") == terms("领了呀") + before


def test_courtesy_and_figures_of_the_shop_say_nothing() -> None:
    assert before_terms("亲，满300减30哦~") == before_terms("满199减20")
    assert not before_terms("亲~")


def test_of_a_long_message_of_the_shop_the_end_counts() -> None:
    question = "请问您平时穿什么尺码有没有特别喜欢宽松一点或者修身一点"
    assert before_terms("本店所有商品均支持七天无理由退换货" + question) == before_terms(
        "欢迎光临小店现在全场包邮请放心选购" + question
    )


def test_a_vector_has_length_one_and_leaves_unknown_terms_out() -> None:
    counts = terms("有货吗")
    vector = weighed({**counts, "新": 1}, _idf(counts))
    assert len(vector) == len(counts)
    assert _length(vector) == pytest.approx(1.0)


def test_what_was_said_before_weighs_less_and_takes_nothing_from_what_is_said() -> None:
    said, before = terms("领了呀"), before_terms("您领券了吗")
    idf = _idf([*said, *before])
    alone, both = weighed(said, idf), weighed(said + before, idf)
    assert {column: both[column] for column in alone} == alone
    rest = {column: value for column, value in both.items() if column not in alone}
    assert _length(rest) == pytest.approx(BEFORE_WEIGHT**2)


def _idf(names: list[str] | dict[str, int]) -> dict[str, tuple[int, float]]:
    return {term: (column, 1.0 + column % 3) for column, term in enumerate(sorted(names))}


def _length(vector: dict[int, float]) -> float:
    return sum(value * value for value in vector.values())


def _entity(name: str, start: int, end: int) -> dict[str, object]:
    return {"entity": name, "start": start, "end": end}
