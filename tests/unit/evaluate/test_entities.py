"""Marked messages, and what an entity must have to count as found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import EvaluationError
from bot.evaluate.entities import EntityScores, as_data, read_marked, score_entities, unmark
from bot.evaluate.scores import Share


def _entity(name: str, start: int, end: int, value: object, role: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"entity": name, "start": start, "end": end, "value": value}
    return {**found, "role": role} if role else found


def _score(line: str, *found: dict[str, Any]) -> EntityScores:
    return score_entities([unmark(line)], lambda _: found)


def test_a_marked_line_is_the_message_with_its_entities_in_place() -> None:
    message = unmark("别发[邮政](courier!=邮政)，[双层纱](product=A|B)[M码](size=M)有吗")
    assert message.text == "别发邮政，双层纱M码有吗"
    courier, product, size = message.entities
    assert [message.text[e.start : e.end] for e in message.entities] == ["邮政", "双层纱", "M码"]
    assert (courier.name, courier.refused, courier.values) == ("courier", True, {"邮政"})
    assert (product.refused, product.values) == (False, {"A", "B"})
    assert size.place == ("size", False, 8, 10)


def test_a_message_without_marks_is_one_without_entities() -> None:
    assert unmark("在吗[大哭]").text == "在吗[大哭]"
    assert unmark("在吗[大哭]").entities == ()


def test_every_mark_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "entities.txt"
    path.write_text("[M](size=M)\n\n[黑色](Colour=黑色)\n[白](colour)\n", encoding="utf-8")
    with pytest.raises(EvaluationError) as error:
        read_marked(path)
    assert "[黑色](Colour=黑色)" in error.value.message
    assert "[白](colour)" in error.value.message
    assert "[words](name=value)" in error.value.hint


def test_empty_lines_are_no_messages_and_nothing_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.txt"
    path.write_text("[M](size=M)\n\n在吗\n", encoding="utf-8")
    assert [message.text for message in read_marked(path)] == ["M", "在吗"]
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="empty"):
        read_marked(path)
    with pytest.raises(EvaluationError, match=r"none\.txt"):
        read_marked(tmp_path / "none.txt")


def test_what_is_found_in_its_place_with_its_value_is_right() -> None:
    scores = _score("[M码](size=M)有吗", _entity("size", 0, 2, "M"))
    assert scores.overall.valued == scores.overall.spans == Share(1, 1, 1, 1)
    assert scores.faults == ()


@pytest.mark.parametrize(
    "found",
    [
        _entity("size", 0, 1, "M"),
        _entity("colour", 0, 2, "M"),
        _entity("size", 0, 2, "M", "refused"),
    ],
)
def test_another_place_name_or_refusal_is_not_found(found: dict[str, Any]) -> None:
    scores = _score("[M码](size=M)有吗", found)
    assert scores.overall.valued == scores.overall.spans == Share(1, 1, 0, 0)
    assert len(scores.faults) == 1


def test_a_refused_thing_must_be_found_as_refused() -> None:
    scores = _score("不要[黑色](colour!=黑色)", _entity("colour", 2, 4, "黑色", "refused"))
    assert scores.overall.valued.f1 == 1.0


def test_another_role_than_refused_is_no_difference() -> None:
    scores = _score("[深色](colour=深色)", _entity("colour", 0, 2, "深色", "family"))
    assert scores.overall.valued.f1 == 1.0


def test_a_size_read_as_another_size_is_not_found_though_it_is_in_its_place() -> None:
    scores = _score("[M码](size=M)有吗", _entity("size", 0, 2, "L"))
    assert (scores.overall.valued.f1, scores.overall.spans.f1) == (0.0, 1.0)
    told = as_data(scores)
    assert (told["overall"]["f1"], told["overall"]["span_f1"], told["values"]) == (0.0, 1.0, 0.0)
    assert scores.faults == ("M码有吗 | wanted size=M[M码] | got size=L[M码]",)


def test_of_words_that_mean_any_of_several_all_must_be_found() -> None:
    line = "[双层纱](product=A|B)"
    both = [_entity("product", 0, 3, "A"), _entity("product", 0, 3, "B")]
    assert _score(line, *both).overall.valued == Share(1, 1, 1, 1)
    assert _score(line, both[0]).overall.valued == Share(1, 1, 0, 0)


@pytest.mark.parametrize(
    ("written", "value"),
    [("165", 165.0), ("52.5", 52.5), ("2", 2), ("8.5", "8.50"), ("LN2107", "LN2107"), ("05", "05")],
)
def test_a_figure_is_the_same_however_it_is_written(written: str, value: object) -> None:
    scores = _score(f"[它](height_cm={written})", _entity("height_cm", 0, 1, value))
    assert scores.overall.valued.f1 == 1.0


def test_scores_are_told_by_entity_and_over_all() -> None:
    messages = [unmark("[M](size=M)和[黑](colour=黑色)"), unmark("[L](size=L)")]
    found = {"M和黑": [_entity("size", 0, 1, "M")], "L": [_entity("region", 0, 1, "L")]}
    data = as_data(score_entities(messages, lambda text: found[text]))
    assert data["messages"] == 2
    assert data["by_name"]["size"] == {
        "wanted": 2, "given": 1, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3),
        "span_f1": pytest.approx(2 / 3),
    }  # fmt: skip
    assert data["by_name"]["colour"]["precision"] is None
    assert data["by_name"]["region"]["recall"] is None
    assert (data["overall"]["wanted"], data["overall"]["given"]) == (3, 2)
    assert len(data["faults"]) == 2


def test_a_phone_number_of_a_marked_message_is_told_to_nobody() -> None:
    scores = _score("发[杭州](region=杭州)，电话13912345678")
    assert "13912345678" not in str(as_data(scores))
