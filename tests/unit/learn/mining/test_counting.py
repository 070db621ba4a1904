from __future__ import annotations

from pathlib import Path

from bot.learn.mining.counting import BUCKETS, bucket_of, count_part, summary_of
from bot.learn.mining.parts import parts_of
from bot.learn.mining.sifting import merged
from bot.text.questions import key_of
from tests.unit.learn.mining.small import row, write_file


def counted(log: Path, target: Path) -> list[str]:
    files = []
    for number, part in enumerate(parts_of(log)):
        path = target / f"{number}.parquet"
        count_part(part, path)
        files.append(str(path))
    return files


def test_what_is_the_same_question_is_counted_together_across_parts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write_file(log, "2026-11-16", "a", [row("多少钱"), row("多少钱呀", buyer="b2"), row("在吗")])
    write_file(log, "2026-11-24", "b", [row("亲，多少钱？", buyer="b3")])
    files = counted(log, tmp_path)
    key = key_of("多少钱")
    tallies = merged(bucket_of(key), files)
    assert tallies[key].count == 3
    assert list(tallies[key].buyers) == ["b1", "b2", "b3"]
    assert sum(len(merged(bucket, files)) for bucket in range(BUCKETS)) == 2


def test_only_what_buyers_said_is_counted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    rows = [row("多少钱"), row("这款有的哦", sender="bot"), row("稍等", sender="agent"), row(" ")]
    write_file(log, "2026-11-16", "a", rows)
    (file,) = counted(log, tmp_path)
    assert summary_of(Path(file)).messages == 1
    assert summary_of(Path(file)).questions == 1
