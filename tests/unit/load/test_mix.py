import csv
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml

from bot.errors import ConfigurationError
from bot.load.mix import read_mix

ROOT = Path(__file__).parents[3]
MIX = ROOT / "bench/mix.yml"


def test_the_mix_is_of_the_size_that_was_agreed():
    mix = read_mix(MIX)
    assert all(6 <= len(chat.lines) <= 10 for chat in mix.chats)
    assert 0.3 <= mix.figure_share <= 0.4


def test_the_products_in_view_are_in_the_demo_shop():
    with (ROOT / "data/shop/products.csv").open(encoding="utf-8-sig") as file:
        on_sale = {row["货号"] for row in csv.DictReader(file)}
    assert {product for chat in read_mix(MIX).chats for product in chat.products} <= on_sale


def test_chats_are_drawn_by_weight_and_the_same_every_time():
    mix = read_mix(MIX)
    first = [mix.draw(Random(n)) for n in range(400)]
    assert first == [mix.draw(Random(n)) for n in range(400)]
    openings = {text: chat for chat in mix.chats for text in chat.lines[0].wordings}
    drawn = Counter(openings[script.texts[0]].name for script in first)
    most = max(mix.chats, key=lambda chat: chat.weight).name
    assert drawn[most] > 400 * 0.1
    assert drawn["wanders off and fetches a person"] < 400 * 0.1


def test_a_chat_with_products_of_its_own_has_one_of_them_in_view(tmp_path):
    path = written(tmp_path, {"name": "a", "products": ["P2"], "turns": [{"say": ["x"]}]})
    assert read_mix(path).draw(Random(1)).product == "P2"


@pytest.mark.parametrize(
    "turn", [{"say": ["x"], "ask": ["y"]}, {}, {"say": []}, {"tell": ["x"]}, {"say": "x"}]
)
def test_a_faulty_turn_is_named(tmp_path, turn):
    with pytest.raises(ConfigurationError, match="turns"):
        read_mix(written(tmp_path, {"name": "a", "turns": [turn]}))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"gone\.yml"):
        read_mix(tmp_path / "gone.yml")


def written(folder: Path, chat: dict) -> Path:
    path = folder / "mix.yml"
    path.write_text(yaml.safe_dump({"products": ["P1"], "chats": [chat]}), encoding="utf-8")
    return path
