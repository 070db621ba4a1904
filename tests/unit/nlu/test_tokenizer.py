from __future__ import annotations

from dataclasses import replace

from bot.nlu.tokenizer import NameAwareSegmenter
from bot.shop.model.catalogue import CatalogueNames


def test_a_changed_catalogue_changes_the_words_and_nothing_else(names: CatalogueNames) -> None:
    segmenter = NameAwareSegmenter(names)
    first = segmenter.words("这个窗棂蓝月光杯怎么卖")
    segmenter.follow(replace(names, products=(("窗棂蓝月光杯", ("A",)),)))
    assert ("窗棂蓝月光杯", 2) in segmenter.words("这个窗棂蓝月光杯怎么卖")
    segmenter.follow(names)
    assert segmenter.words("这个窗棂蓝月光杯怎么卖") == first
