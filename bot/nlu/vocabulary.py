"""What sizes and colours are called beyond the catalogue's own names.

A buyer who asks for a colour the shop does not make must be understood to be told so.
"""

from __future__ import annotations

from collections.abc import Iterable

COMMON_COLOURS = (
    "红色 大红 酒红 粉色 粉红 紫色 蓝色 深蓝 浅蓝 天蓝 绿色 墨绿 黄色 橙色 橘色 棕色 咖色 咖啡色 "
    "灰色 深灰 浅灰 银色 金色 黑色 白色 米色 杏色 卡其 驼色 军绿 藏青 裸色 肤色 香槟色"
).split()

SIZE_WORDS = {
    "xs": "XS", "s": "S", "m": "M", "l": "L", "xl": "XL", "xxl": "2XL", "xxxl": "3XL",
    "2xl": "2XL", "3xl": "3XL", "4xl": "4XL", "5xl": "5XL", "6xl": "6XL", "均码": "均码",
}  # fmt: skip


def spoken_colours(colours: Iterable[str]) -> dict[str, str]:
    """Spoken form to colour name: with and without 色; the catalogue's own names win."""
    spoken: dict[str, str] = {}
    for known in (list(colours), COMMON_COLOURS):
        for colour in known:
            stem = colour.removesuffix("色")
            forms = [colour, stem + "色"]
            if len(stem) > 1:
                forms.append(stem)
            else:
                forms += [stem + "的", stem + "款"]
            for form in forms:
                spoken.setdefault(form.lower(), colour)
    return spoken


def spoken_sizes(sizes: Iterable[str]) -> dict[str, str]:
    """Spoken form in lower case to size label; the catalogue's own labels win."""
    spoken = dict(SIZE_WORDS)
    canonical = {}
    for size in sizes:
        spoken[size.lower()] = size
        canonical[SIZE_WORDS.get(size.lower(), size)] = size
    return {form: canonical.get(size, size) for form, size in spoken.items()}
