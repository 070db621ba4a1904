"""Examples that would teach the wrong thing, and intents that nothing answers, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.examples import FEWEST_EXAMPLES, example_faults, rule_faults

ROOT = Path(__file__).parents[3]
GREETINGS = [f"在吗{chr(ord('一') + number)}" for number in range(FEWEST_EXAMPLES)]


def _taught(folder: Path, intent: str, examples: list[str], *, file: str = "") -> None:
    path = folder / "nlu" / "farewell" / f"{file or intent}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"      - {example}\n" for example in examples)
    path.write_text(f"nlu:\n  - intent: {intent}\n    examples: |\n{lines}", encoding="utf-8")


def _faults(folder: Path, *intents: str) -> list[str]:
    domain = folder / "domain.yml"
    domain.write_text(f"intents: [{', '.join(intents)}]\n", encoding="utf-8")
    return [str(fault) for fault in example_faults(folder / "nlu", domain)]


def test_an_intent_with_enough_examples_of_its_own_is_fine(tmp_path: Path) -> None:
    _taught(tmp_path, "greet", GREETINGS)
    assert _faults(tmp_path, "greet", "nlu_fallback") == []


def test_an_intents_examples_may_stand_in_two_files(tmp_path: Path) -> None:
    _taught(tmp_path, "greet", GREETINGS[:30])
    _taught(tmp_path, "greet", GREETINGS[30:], file="greet.chats")
    assert _faults(tmp_path, "greet") == []


def test_an_intent_with_too_few_examples_is_told(tmp_path: Path) -> None:
    _taught(tmp_path, "greet", GREETINGS[1:])
    (fault,) = _faults(tmp_path, "greet")
    assert f"greet has {FEWEST_EXAMPLES - 1} examples" in fault


def test_a_file_that_holds_another_intent_than_its_name_says_is_told(tmp_path: Path) -> None:
    _taught(tmp_path, "greet", GREETINGS, file="thank")
    (fault, *_) = _faults(tmp_path, "greet")
    assert "thank.yml" in fault and "greet" in fault


@pytest.mark.parametrize("again", ["在吗", "在吗？", "在 吗~"])
def test_an_example_that_stands_twice_is_told_whatever_its_marks(
    tmp_path: Path, again: str
) -> None:
    _taught(tmp_path, "greet", [*GREETINGS, "在吗"])
    _taught(tmp_path, "thank", [again, *(f"谢谢{text}" for text in GREETINGS)])
    (fault,) = _faults(tmp_path, "greet", "thank")
    assert again in fault and "greet" in fault


def test_the_same_words_after_another_question_are_another_example(tmp_path: Path) -> None:
    _taught(tmp_path, "greet", [*GREETINGS, "（还要别的吗）没了", "（还有货吗）没了"])
    assert _faults(tmp_path, "greet") == []


def _ruled(folder: Path, *steps: tuple[str, str]) -> list[str]:
    path = folder / "stories" / "greeting" / "rules.yml"
    path.parent.mkdir(parents=True)
    rules = [f"  - steps: [{{intent: {intent}}}, {{action: {act}}}]\n" for intent, act in steps]
    path.write_text("rules:\n" + "".join(rules), encoding="utf-8")
    domain = folder / "domain.yml"
    domain.write_text("intents: [greet, thank]\nactions: [action_greeting]\n", encoding="utf-8")
    return [str(fault) for fault in rule_faults(folder / "stories", domain)]


def test_one_rule_an_intent_is_fine(tmp_path: Path) -> None:
    steps = [("greet", "action_greeting"), ("thank", "action_greeting")]
    assert _ruled(tmp_path, *steps) == []


def test_an_intent_without_a_rule_and_one_with_two_are_told(tmp_path: Path) -> None:
    faults = _ruled(tmp_path, ("greet", "action_greeting"), ("greet", "action_greeting"))
    assert "greet has 2 rules" in faults[0]
    assert "thank has 0 rules" in faults[1]


def test_an_action_that_nobody_knows_is_told(tmp_path: Path) -> None:
    (fault,) = _ruled(tmp_path, ("greet", "action_greeting"), ("thank", "action_gone"))
    assert "action_gone" in fault


def test_this_projects_examples_and_rules_are_in_order() -> None:
    domain = ROOT / "domain.yml"
    faults = example_faults(ROOT / "data" / "nlu", domain)
    assert [str(fault) for fault in [*faults, *rule_faults(ROOT / "data/stories", domain)]] == []
