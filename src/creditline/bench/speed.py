"""How fast something is, in CPU time and on the wall clock: on a busy machine only the first can be compared."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

_REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How many in a second of CPU time (all threads together) and of the wall clock; the best of three."""

    per_cpu_s: float
    per_wall_s: float


def best_of_three(work: Callable[[], Any], count: int) -> tuple[Speed, Any]:
    """Do `work`, which is `count` of something, three times; return its best speed and its last result."""
    timed = [_timed(work) for _ in range(_REPEATS)]
    cpu, wall = min(one[0] for one in timed), min(one[1] for one in timed)
    return Speed(per_cpu_s=round(count / cpu), per_wall_s=round(count / wall)), timed[-1][2]


def _timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    cpu, wall = process_time(), perf_counter()
    result = work()
    return process_time() - cpu, perf_counter() - wall, result
