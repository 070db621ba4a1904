"""Couriers whose names are other words too (天天, 京东) or are written by their sound (园通)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.nlu.mentions import Mention
from bot.text.sounds import is_word, sounded, soundings

_NAME_LENGTHS = range(2, 4)
_SENT_BY = re.compile(r"(?:发|走|用|寄|换|派|选|送)(?:的是|的|成|个)?$")
_GOES_ON = re.compile(
    r"快递|速递|速运|物流|快运|(?:能不?能?|可以|还)?(?:发|到付|送货)|[加补](?:钱|多少|差价)"
)
# 天天 is a courier only where something is sent by it; else it is "every day".
_EVERY_DAY = re.compile(r"天天(?=快递|物流|$|[\s,.!?吗么嘛吧呢行可能的了])")
# Where the letters of a courier's name mean another thing.
_ANOTHER_THING = re.compile(
    r"中通(?=[知过常])|邮政(?=编码|银行|储蓄)|(?:[在去到逛]|上个?)京东"
    r"|京东(?=上(?![楼门])|自营|旗舰|商城|超市|白条|同款|[买卖]|有卖|的?价|app|店|也卖|那边|比|才\d|只要\d|\d)"
)


class CourierWords:
    """Finds couriers beyond the literal names; `couriers` maps spoken forms to couriers."""

    def __init__(self, couriers: Mapping[str, str]) -> None:
        self._by_sound = {
            sounding: courier
            for courier in set(couriers.values())
            if len(courier) in _NAME_LENGTHS
            for sounding in soundings(courier)
        }
        self._sound = re.compile("|".join(map(re.escape, self._by_sound)))
        self._everyday = couriers["天天快递"]

    def find(self, plain: str) -> Iterator[Mention]:
        """Couriers in the normalised text, literal names left out."""
        for match in self._sound.finditer(sounded(plain)):
            start, end = match.span()
            courier, said = self._by_sound[match[0]], plain[start:end]
            nearly = said[-1] == courier[-1] and not is_word(said)
            if said != courier and (nearly or _is_sent_by(plain, start, end)):
                yield Mention("courier", (courier,), start, end)
        for match in _EVERY_DAY.finditer(plain):
            if _SENT_BY.search(plain, 0, match.start()):
                yield Mention("courier", (self._everyday,), *match.span())


def is_courier(plain: str, start: int, end: int) -> bool:
    """Whether a courier's name that stands there is meant as one."""
    others = _ANOTHER_THING.finditer(plain)
    return not any(other.start() <= start and end <= other.end() for other in others)


def _is_sent_by(plain: str, start: int, end: int) -> bool:
    return bool(_SENT_BY.search(plain, 0, start) or _GOES_ON.match(plain, end))
