from __future__ import annotations

import pytest

from bot.nlu.features import masked, terms, weighed, without_courtesy


def test_two_messages_that_differ_in_figures_alone_look_the_same() -> None:
    assert masked("满300减30吗", []) == masked("满 199 减 20吗", []).replace(" ", "")


def test_another_product_and_city_look_the_same() -> None:
    one = masked("亚麻裤发杭州", [_entity("product", 0, 3), _entity("region", 4, 6)])
    other = masked("龙井茶叶发乌鲁木齐", [_entity("product", 0, 4), _entity("region", 5, 9)])
    assert one == other == "P发R"


def test_overlapping_entities_are_masked_once() -> None:
    assert masked("米白色", [_entity("colour", 0, 3), _entity("colour", 0, 2)]) in ("C", "C色")


def test_a_vector_has_length_one_and_leaves_unknown_terms_out() -> None:
    counts = terms("有货吗")
    idf = {term: (column, 1.0 + column % 3) for column, term in enumerate(sorted(counts))}
    vector = weighed({**counts, "新": 1}, idf)
    assert len(vector) == len(counts)
    assert sum(value * value for value in vector.values()) == pytest.approx(1.0)


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
    ],
)
def test_courtesy_before_a_question_is_left_out(text: str, rest: str) -> None:
    assert without_courtesy(text) == rest


def _entity(name: str, start: int, end: int) -> dict[str, object]:
    return {"entity": name, "start": start, "end": end}
