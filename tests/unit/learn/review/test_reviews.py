"""Questions are offered, answered, disputed, taken back, learnt and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.learn.review.refusals import ReviewRefusedError
from bot.learn.review.rows import is_held_out

from .conftest import Reviewing, candidate

TRAINS = [key for key in map("k{}".format, range(40)) if not is_held_out(key)]
MEASURES = [key for key in map("k{}".format, range(40)) if is_held_out(key)]


def test_what_is_worth_most_is_asked_first_and_all_of_it_is_kept(reviewing: Reviewing) -> None:
    offered = reviewing.offer(candidate("small", gain=1), candidate("big", gain=9.5))
    assert (offered.new, offered.updated, offered.settled_before) == (2, 0, 0)
    assert reviewing.asked() == ["big", "small"]
    (item,) = reviewing.do("open", login="xiaomai", limit=1)
    assert item.candidate == candidate("big", gain=9.5)
    assert (item.status, item.words, item.batch) == ("open", (), "")


def test_an_offer_again_brings_new_counts_and_leaves_what_is_settled(reviewing: Reviewing) -> None:
    reviewing.offer(candidate("k1"), candidate("k2"))
    reviewing.say(1, "xiaomai", "right")
    again = reviewing.offer(
        candidate("k1", count=9, text="另一句"), candidate("k2", count=8), candidate("k3")
    )
    assert (again.new, again.updated, again.settled_before) == (1, 1, 1)
    assert (reviewing.item(1).candidate.count, reviewing.item(2).candidate.count) == (9, 8)
    assert (reviewing.item(1).status, reviewing.item(1).candidate.text) == (
        "settled",
        candidate("k1").text,
    )


def test_only_one_reason_or_one_group_is_asked_where_wanted(reviewing: Reviewing) -> None:
    reviewing.offer(
        candidate("k1", signals={"corrected": 1, "unsure": 2}),
        candidate("k2", signals={"unsure": 1}, cluster="c-9"),
    )
    assert reviewing.asked(signal="corrected") == ["k1"]
    assert reviewing.asked(cluster="c-9") == ["k2"]
    assert reviewing.asked(signal="handed_over") == []
    assert reviewing.asked(without=[1]) == ["k2"]


@pytest.mark.parametrize(
    ("verdict", "given", "meant"),
    [
        ("right", "", "ask_stock"),
        ("other", "ask_price+ask_stock", "ask_price+ask_stock"),
        ("out_of_scope", "", "out_of_scope"),
    ],
)
def test_one_word_settles_where_one_is_wanted(
    reviewing: Reviewing, verdict: str, given: str, meant: str
) -> None:
    reviewing.offer(candidate())
    item = reviewing.say(1, "xiaomai", verdict, given)
    assert (item.status, item.verdict, item.meant) == ("settled", verdict, meant)
    assert [word.login for word in item.words] == ["xiaomai"]
    assert reviewing.asked("xiaoyu") == []


def test_a_better_wording_is_kept_and_may_hold_no_personal_data(reviewing: Reviewing) -> None:
    reviewing.offer(candidate())
    for wording in ("", "打13800138000给我"):
        with pytest.raises(ReviewRefusedError):
            reviewing.say(1, "xiaomai", "wording", "ask_stock", wording=wording)
    with pytest.raises(ReviewRefusedError):
        reviewing.say(1, "xiaomai", "other")
    assert reviewing.asked() == ["k1"]
    item = reviewing.say(1, "xiaomai", "wording", wording=" 还有别的颜色吗？ ")
    assert (item.verdict, item.meant, item.words[-1].wording) == (
        "wording",
        "ask_stock",
        "还有别的颜色吗？",
    )


def test_skipping_settles_nothing_and_is_not_asked_of_the_same_person_again(reviewing) -> None:
    reviewing.offer(candidate())
    assert reviewing.say(1, "xiaomai", "skip").status == "open"
    assert (reviewing.asked("xiaomai"), reviewing.asked("xiaoyu")) == ([], ["k1"])


def test_two_have_to_agree_where_two_are_wanted(reviewing: Reviewing) -> None:
    reviewing.wanted = 2
    reviewing.offer(candidate())
    assert reviewing.say(1, "xiaomai", "other", "ask_price+ask_stock").status == "open"
    assert reviewing.asked("xiaomai") == []
    assert reviewing.asked("xiaoqing") == ["k1"]
    assert reviewing.say(1, "xiaoqing", "other", "ask_stock+ask_price").status == "settled"


def test_two_who_differ_leave_it_to_the_owner(reviewing: Reviewing) -> None:
    reviewing.wanted = 2
    reviewing.offer(candidate())
    reviewing.say(1, "xiaomai", "right")
    assert reviewing.say(1, "xiaoqing", "out_of_scope").status == "disputed"
    assert [item.id for item in reviewing.do("disputed")] == [1]
    assert reviewing.do("to_learn") == ()
    settled = reviewing.say(1, "xiaoyu", "other", "ask_price", decides=True)
    assert (settled.status, settled.meant) == ("settled", "ask_price")
    assert reviewing.undo("xiaoyu").status == "disputed"


def test_a_third_word_decides_by_being_the_second_of_its_kind(reviewing: Reviewing) -> None:
    reviewing.wanted = 2
    reviewing.offer(candidate())
    reviewing.say(1, "xiaomai", "right")
    reviewing.say(1, "xiaoqing", "out_of_scope")
    assert reviewing.asked("xiaohe") == ["k1"]
    assert reviewing.say(1, "xiaohe", "other", "ask_stock").meant == "ask_stock"


def test_a_late_word_that_differs_is_not_swallowed(reviewing: Reviewing) -> None:
    reviewing.offer(candidate())
    reviewing.say(1, "xiaomai", "right")
    assert reviewing.say(1, "xiaoqing", "right").status == "settled"
    assert reviewing.say(1, "xiaoqing", "out_of_scope").status == "disputed"


def test_who_thinks_again_replaces_their_own_word(reviewing: Reviewing) -> None:
    reviewing.offer(candidate())
    reviewing.say(1, "xiaomai", "right")
    item = reviewing.say(1, "xiaomai", "other", "ask_price")
    assert (item.status, item.meant, len(item.words)) == ("settled", "ask_price", 1)
    assert reviewing.undo("xiaomai").meant == "ask_stock"


def test_sensitive_deletes_the_words_and_is_not_asked_again(reviewing: Reviewing) -> None:
    reviewing.offer(candidate(evidence={"merged": ["k9"], "like": "别的呢"}))
    item = reviewing.say(1, "xiaomai", "sensitive")
    assert item.candidate.evidence == {"merged": ["k9"]}
    left = item.candidate
    assert (item.status, left.text, left.before, left.samples, left.buyers) == (
        "settled",
        "",
        "",
        (),
        (),
    )
    assert reviewing.offer(candidate()).settled_before == 1
    assert reviewing.item().candidate.text == ""
    assert (reviewing.do("to_learn"), reviewing.asked("xiaoyu")) == ((), [])
    # Taken back, it waits for the words to be found again.
    assert reviewing.undo("xiaomai").status == "gone"
    reviewing.offer(candidate())
    assert reviewing.asked() == ["k1"]


def test_undo_goes_back_one_word_after_the_other_to_the_start_of_the_day(reviewing) -> None:
    reviewing.now -= timedelta(days=1)
    reviewing.offer(*(candidate(f"k{number}") for number in range(1, 5)))
    reviewing.say(1, "xiaomai", "right")
    reviewing.now += timedelta(days=1)
    for item_id in (2, 3, 4):
        reviewing.say(item_id, "xiaomai", "right")
    reviewing.say(4, "xiaoqing", "right")
    assert reviewing.undo("xiaomai").status == "settled"
    taken_back = [reviewing.undo("xiaomai") for _ in range(3)]
    assert [item and (item.id, item.status) for item in taken_back] == [
        (3, "open"),
        (2, "open"),
        None,
    ]
    assert reviewing.item(1).status == "settled"


def test_one_in_eight_measures_and_never_trains(reviewing: Reviewing) -> None:
    assert not is_held_out(f"label:{MEASURES[0]}")
    keys = [f"{number:032x}" for number in range(4000)]
    assert 400 < sum(map(is_held_out, keys)) < 600
    reviewing.offer(candidate(TRAINS[0]), candidate(MEASURES[0]))
    for item_id in (1, 2):
        reviewing.say(item_id, "xiaomai", "right")
    assert [item.candidate.key for item in reviewing.do("to_learn")] == [TRAINS[0]]
    assert [item.candidate.key for item in reviewing.do("held_out")] == [MEASURES[0]]


def test_what_was_learnt_is_not_learnt_twice_and_not_taken_back(reviewing: Reviewing) -> None:
    reviewing.offer(candidate(TRAINS[0]))
    reviewing.say(1, "xiaomai", "right")
    reviewing.do("learnt", [1], batch="2026-11-21-a")
    assert reviewing.do("to_learn") == ()
    with pytest.raises(ReviewRefusedError, match="learnt from"):
        reviewing.undo("xiaomai")
    with pytest.raises(ReviewRefusedError, match="learnt from"):
        reviewing.say(1, "xiaoyu", "out_of_scope")
    assert (reviewing.item().status, reviewing.item().batch) == ("settled", "2026-11-21-a")


def test_a_forgotten_buyer_leaves_nothing_and_others_questions_stay(reviewing: Reviewing) -> None:
    tag, other = "0123456789abcdef", "fedcba9876543210"
    both = {"buyers": (tag, other), "evidence": {"merged": ["k9"], "like": "别的呢"}}
    reviewing.offer(
        candidate("k1"),
        candidate("k2", **both),
        candidate("k3", **both),
        candidate("k4", buyers=()),
    )
    reviewing.say(1, "xiaomai", "wording", wording="还有别的颜色吗")
    reviewing.say(2, "xiaomai", "right")
    assert reviewing.do("forget", tag) == 3
    gone, settled, shared, untouched = (reviewing.item(number) for number in (1, 2, 3, 4))
    assert (gone.status, gone.candidate.text, gone.words) == ("gone", "", ())
    assert (settled.status, settled.meant, settled.candidate.samples) == (
        "settled",
        "ask_stock",
        (),
    )
    assert settled.candidate.buyers == (other,)
    assert (shared.status, shared.candidate.evidence) == ("gone", {"merged": ["k9"]})
    assert untouched.candidate == candidate("k4", buyers=())
    assert reviewing.do("forget", tag) == 0
    with pytest.raises(ReviewRefusedError, match="deleted"):
        reviewing.say(1, "xiaomai", "right")
    # In others' words it is asked anew.
    reviewing.offer(candidate("k3", buyers=(other,)))
    assert sorted(reviewing.asked()) == ["k3", "k4"]


def test_there_is_no_word_on_what_is_not_there(reviewing: Reviewing) -> None:
    with pytest.raises(ReviewRefusedError):
        reviewing.say(99, "xiaomai", "right")
    assert reviewing.undo("xiaomai") is None
