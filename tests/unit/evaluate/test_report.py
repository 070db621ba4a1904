"""The scores as data: everything the table and the page show, and no buyer's details."""

from __future__ import annotations

import json

from bot.evaluate.report import report
from tests.unit.evaluate.judging import judged

READ = [
    judged("ask_price", "ask_price .9 greet .1"),
    judged("ask_price+ask_size", "greet .6 ask_price .3", text="我电话13912345678多少钱什么码"),
    judged("complain", "complain .8"),
    judged("greet|thank", "ask_price .4 thank .3", band="clarify"),
]


def test_every_score_is_told() -> None:
    told = report(READ)
    assert (told["messages"], told["top1"], told["top3"]) == (4, 2 / 4, 1.0)
    assert told["bands"] == {"answer": 2 / 4, "clarify": 1 / 4, "hand_over": 1 / 4}
    assert told["wrong_of_answered"] == 1 / 2
    assert told["hand_over"] == {"precision": 1.0, "recall": 1.0}
    assert (told["surplus_of_answered"], told["strictly_wrong_of_answered"]) == (0.0, 1 / 2)
    assert told["several_questions"] == {
        "messages": 1, "all_found": 0.0, "surplus_a_message": 1.0
    }  # fmt: skip
    assert told["answerable_at_5_percent_wrong"] == 2 / 4
    assert told["intents"]["ask_price"]["messages"] == 2
    assert [point["wrong"] for point in told["risk_coverage"]] == [0.0, 0.0, 1 / 3, 2 / 4]
    assert sum(part["messages"] for part in told["calibration"]) == 4
    assert told["confusions"][0] == {"label": "ask_price", "guess": "greet", "messages": 1}


def test_it_is_plain_data() -> None:
    assert json.loads(json.dumps(report(READ))) == report(READ)


def test_misread_messages_are_told_without_phone_numbers() -> None:
    first, second = report(READ)["misread"]
    assert first["labels"] == ["ask_price+ask_size"]
    assert first["guesses"] == [["greet", 0.6], ["ask_price", 0.3]]
    assert "多少钱什么码" in first["text"]
    assert "13912345678" not in json.dumps(report(READ), ensure_ascii=False)
    assert (second["labels"], second["band"]) == (["greet", "thank"], "clarify")
