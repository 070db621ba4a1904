"""Groups questions that fit no intent, and names each group by its most typical question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.learn.mining.likeness import Likeness
from bot.learn.mining.sifting import Sifted
from bot.text.masking import mask_personal

# Members of a cluster are at least as alike as this on average: below it share but small words.
LEAST_ALIKE = 0.2
LEAST_QUESTIONS = 3
LEAST_BUYERS = 3
NAME_CHARS = 40


@dataclass(frozen=True)
class Cluster:
    """Questions that belong together; typical: the key of the one that `name` is the wording of."""

    name: str
    typical: str
    keys: tuple[str, ...]
    messages: int


def clusters_of(misfits: Sequence[Sifted], likeness: Likeness) -> list[Cluster]:
    """Clusters of several questions by several buyers, the most messages first.

    Average linkage: unlike single linkage (and DBSCAN) it does not chain what is different
    together over what stands between. Its memory grows with the square of the questions.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(misfits) < LEAST_QUESTIONS:
        return []
    rows = likeness.rows([each.said for each in misfits])
    cosines = np.asarray((rows @ rows.T).todense(), dtype=np.float32)
    above = np.triu_indices(len(misfits), 1)
    distances = np.clip(1 - cosines[above], 0, 1)
    groups = fcluster(linkage(distances, "average"), 1 - LEAST_ALIKE, "distance")
    found = []
    for group in sorted(set(groups.tolist())):
        members = np.flatnonzero(groups == group)
        inside = [misfits[at] for at in members]
        buyers = {buyer for each in inside for buyer in each.buyers}
        if len(inside) < LEAST_QUESTIONS or len(buyers) < LEAST_BUYERS:
            continue
        counts = np.array([each.count for each in inside])
        typical = int(np.argmax(cosines[np.ix_(members, members)] @ counts))
        keys = tuple(each.key for each in inside)
        name = mask_personal(inside[typical].text)[:NAME_CHARS]
        found.append(Cluster(name, inside[typical].key, keys, int(counts.sum())))
    return sorted(found, key=lambda cluster: (-cluster.messages, cluster.name))
