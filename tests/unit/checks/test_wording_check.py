from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.wording import wording_faults


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("现在只要{price}元哦", False),
        ("现在只要99元哦", True),
        ("满{amount}减２０", True),
        ("七天无理由", True),
        ("打八折呢", True),
        ("亲稍等一下，一起看看", False),
        ("过几天再来也行", False),
        ("要花{}元", True),
    ],
)
def test_a_figure_typed_into_wording_is_refused(tmp_path: Path, text: str, faulty: bool) -> None:
    (tmp_path / "product").mkdir()
    (tmp_path / "product" / "replies.yml").write_text(
        f'responses:\n  utter_product_x:\n    - text: "{text}"\n    - text: "好的"\n',
        encoding="utf-8",
    )
    assert bool(wording_faults(tmp_path)) is faulty
