import json

from bench.contender import Measured
from bench.verdict import compare
from bot.load.driver import RunResult
from bot.load.processes import ProcessCost
from bot.load.report import as_json, markdown, process_rows, run_rows, write_json


def result(**changes) -> RunResult:
    figures = {
        "buyers": 8, "seconds": 20.0, "turns": 400, "p50_ms": 12.34, "p95_ms": 40.0,
        "p99_ms": 80.0, "per_second": 20.0, "errors": 1, "silences": 2, "handed_over": 0,
        "processes": (ProcessCost("chat", 300.4, 6.25), ProcessCost("actions", 80.0, 2.0)),
    }  # fmt: skip
    return RunResult(**{**figures, **changes})


def test_a_run_is_a_row_of_a_markdown_table():
    lines = markdown(("a", "b", "c", "d", "e", "f", "g"), run_rows([result()])).splitlines()
    assert lines[1].count("---") == 7
    assert lines[2] == "| 8 | 12.3 | 40.0 | 80.0 | 20.0 | 1/2 | 8.2 |"


def test_each_process_has_its_memory_and_cpu():
    assert process_rows([result()]) == [
        ("8", "chat", "300", "6.25"),
        ("8", "actions", "80", "2.00"),
    ]


def test_the_json_file_holds_the_whole_run(tmp_path):
    path = tmp_path / "new" / "run.json"
    write_json(path, [as_json(result())])
    (written,) = json.loads(path.read_text(encoding="utf-8"))
    assert written["cpu_ms_per_turn"] == 8.25
    assert written["processes"][0] == {"name": "chat", "rss_mb": 300.4, "cpu_ms_per_turn": 6.25}


def test_the_targets_are_met_exactly_at_their_bounds():
    theirs = Measured("theirs", 60.0, 900.0, result(per_second=5.0, processes=cpu(40.0)))
    ours = Measured("ours", 20.0, 300.0, result(per_second=20.0, processes=cpu(10.0)))
    assert all(one.met for one in compare(theirs, ours))


def test_each_target_is_missed_when_a_little_beyond():
    theirs = Measured("theirs", 60.0, 900.0, result(per_second=5.0, processes=cpu(40.0)))
    ours = Measured("ours", 20.1, 301.0, result(per_second=19.9, processes=cpu(10.1)))
    missed = [one.what for one in compare(theirs, ours) if not one.met]
    assert len(missed) == 4


def cpu(ms: float) -> tuple[ProcessCost, ...]:
    return (ProcessCost("rasa", 0.0, ms),)
