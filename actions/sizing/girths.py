"""Which sizes hold a body's own measurements (胸围, 腰围, 臀围, 肩宽, 脚长): pure arithmetic.

A garment is measured flat, so it must be wider than the body by some room to move; the buyer is
told both figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.shop.model.catalogue import SizeChart

PARTS = {
    "bust_cm": ("胸围",),
    "waist_cm": ("腰围",),
    "hip_cm": ("臀围",),
    "shoulder_cm": ("肩宽",),
    "foot_length_cm": ("脚长", "内长", "鞋内长"),
}
ROOM_CM = {"bust_cm": 4.0, "hip_cm": 4.0}
STRETCH_CM = 3.0
STRETCHES = "松紧"


@dataclass(frozen=True)
class PartFit:
    """How the sizes hold one figure of a body, in cm.

    `snug` is the smallest size that holds it, `easy` the smallest with room to move; the largest
    size where none does. `holds`: whether any does at all.
    """

    part: str
    body_cm: float
    snug: str
    easy: str
    measured: Mapping[str, float]
    holds: bool = True


def fit_girths(
    chart: SizeChart,
    sizes: Sequence[str],
    girths: Mapping[str, float],
    *,
    stretches: bool = False,
) -> tuple[PartFit, ...]:
    """The fit of each figure that the chart measures; `sizes` are those the product comes in."""
    fits = []
    for name, body_cm in girths.items():
        for part in PARTS[name]:
            measured = {m.size: m.cm for m in chart.measures if m.part == part and m.size in sizes}
            if measured:
                give = STRETCH_CM if stretches and name == "waist_cm" else 0.0
                room = ROOM_CM.get(name, 0.0)
                fits.append(_fit(part, body_cm, measured, give=give, room=room))
                break
    return tuple(fits)


def deciding(fits: Sequence[PartFit], sizes: Sequence[str]) -> PartFit:
    """The figure that asks for the largest size."""
    return max(fits, key=lambda each: (not each.holds, sizes.index(each.easy)))


def _fit(
    part: str, body_cm: float, measured: Mapping[str, float], *, give: float, room: float
) -> PartFit:
    order = sorted(measured, key=lambda size: measured[size])
    snug = [size for size in order if measured[size] + give >= body_cm]
    easy = [size for size in order if measured[size] >= body_cm + room]
    largest = order[-1]
    return PartFit(
        part,
        body_cm,
        snug[0] if snug else largest,
        easy[0] if easy else largest,
        measured,
        holds=bool(snug),
    )
