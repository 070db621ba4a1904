"""How many people an hour needs: Erlang's C formula.

Questions that want a person come at random, so many an hour; each takes a person so many seconds;
who is free takes the one that waits longest. Erlang's C is the chance that nobody is free, from
which follows how many are answered in time (A. K. Erlang, 1917; M/M/c). People who leave, and
hours that are busier in their middle, are not in it: it is the least that is needed.
"""

from __future__ import annotations

from math import exp

MOST_PEOPLE = 500


def people_needed(
    rounds_an_hour: float, *, seconds_a_round: float, limit_seconds: float, share_in_time: float
) -> int:
    """The least people with whom that share of the rounds is answered within the limit.

    The limit runs until the answer is sent: what writing it takes is taken off the wait.
    """
    if rounds_an_hour <= 0:
        return 0
    load = rounds_an_hour * seconds_a_round / 3600
    patience = max(0.0, limit_seconds - seconds_a_round)
    people = int(load) + 1
    while people < MOST_PEOPLE:
        late = waits(people, load) * exp(-(people - load) * patience / seconds_a_round)
        if 1 - late >= share_in_time:
            break
        people += 1
    return people


def waits(people: int, load: float) -> float:
    """The chance that a question finds nobody free; `load` is the work in people (erlangs)."""
    if load >= people:
        return 1.0
    blocked = 1.0
    for serving in range(1, people + 1):
        blocked = load * blocked / (serving + load * blocked)
    share = load / people
    return blocked / (1 - share * (1 - blocked))
