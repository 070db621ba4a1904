from __future__ import annotations

from bot.learn.mining.clusters import clusters_of
from bot.learn.mining.likeness import Likeness
from bot.learn.mining.sifting import Sifted
from tests.unit.learn.mining.small import sifted

LIVE = ("今晚直播几点开始", "直播几点开始呀", "直播今晚有吗", "今晚直播有没有")
JOIN = ("想加盟你家店", "加盟你家店要什么条件", "你家店能加盟吗")


def misfits(*texts: str, **told: object) -> list[Sifted]:
    return [
        sifted(text, misfit=True, buyers=(f"b{number}",), **told)  # type: ignore[arg-type]
        for number, text in enumerate(texts)
    ]


def test_topics_that_no_intent_is_for_are_found_and_named() -> None:
    questions = misfits(*LIVE, *JOIN, "桃花开了没")
    found = clusters_of(questions, Likeness([each.said for each in questions]))
    members = [{each.text for each in questions if each.key in one.keys} for one in found]
    assert members == [set(LIVE), set(JOIN)]
    assert found[0].name in LIVE
    assert [one.messages for one in found] == [40, 30]


def test_the_name_is_the_wording_closest_to_all_by_messages() -> None:
    questions = misfits("加盟", "加盟你家店", "加盟你家店条件")
    (found,) = clusters_of(questions, Likeness([each.said for each in questions]))
    assert found.name == "加盟你家店"
    assert found.typical == questions[1].key


def test_what_one_buyer_goes_on_about_is_no_topic() -> None:
    questions = [sifted(text, misfit=True, buyers=("b1",)) for text in LIVE]
    assert clusters_of(questions, Likeness([each.said for each in questions])) == []


def test_a_name_holds_no_personal_data() -> None:
    questions = misfits(*(f"{word}打13800138000找我" for word in ("快", "马上", "现在就")))
    (found,) = clusters_of(questions, Likeness([each.said for each in questions]))
    assert "13800138000" not in found.name


def test_few_questions_make_no_cluster() -> None:
    assert clusters_of(misfits(*LIVE[:2]), Likeness(list(LIVE))) == []
