"""The inner loop of the screen, compiled: every triangle and month once, with running bests.

Score = (1 - abs(v_PA - v_PB)/2) h_PA h_PB (1 - v_AB)/2 with h = sqrt(e (1 + v)/2), which is engaged
equidistance
times rivalry. A pair without a relation has h = 0 and v = 1, so that its triangles score 0.
"""

from __future__ import annotations

import numba as nb
import numpy as np

FAST = {"reassoc", "nsz", "contract", "arcp"}


@nb.njit(nogil=True, cache=True)
def _sift(heap_score, heap_code, score, code):  # type: ignore[no-untyped-def]
    """Replace the smallest entry of a min-heap and restore its order."""
    size, here = len(heap_score), 0
    while True:
        child = 2 * here + 1
        if child >= size:
            break
        if child + 1 < size and heap_score[child + 1] < heap_score[child]:
            child += 1
        if heap_score[child] >= score:
            break
        heap_score[here], heap_code[here] = heap_score[child], heap_code[child]
        here = child
    heap_score[here], heap_code[here] = score, code


@nb.njit(nogil=True, cache=True, fastmath=FAST)
def _row(va, vb, ha, hb, vab, out):  # type: ignore[no-untyped-def]
    """Scores of one triangle into `out`; returns their sum and their largest."""
    total, largest = np.float32(0), np.float32(0)
    half = np.float32(0.5)
    for t in range(len(out)):
        score = (np.float32(1) - half * abs(va[t] - vb[t])) * ha[t] * hb[t] * (half - half * vab[t])
        out[t] = score
        total += score
        largest = max(largest, score)
    return total, largest


@nb.njit(nogil=True, cache=True, parallel=True, fastmath=FAST)
def scan(v, h, alive, pivots, keep):  # type: ignore[no-untyped-def]
    """Scan all rival pairs of some pivots.

    Parameters
    ----------
    v, h
        array, shape (state, state, month), float32: valence and leg weight.
    alive
        array, shape (state, state), bool: whether the pair has any relation.
    pivots
        array of state indices.
    keep
        Triangle-months to keep a pivot.

    Returns
    -------
    sums, peaks
        array, shape (pivot, state, state), float32; only ``a < b`` is filled.
    score, code
        array, shape (pivot, keep): best triangle-months, unordered; code = (a * states + b) * months + month,
        -1 unused.
    scored
        array, shape (pivot,): triangles with all three relations.
    """
    states, months, count = v.shape[0], v.shape[2], len(pivots)
    sums = np.zeros((count, states, states), np.float32)
    peaks = np.zeros((count, states, states), np.float32)
    best = np.zeros((count, keep), np.float32)
    code = np.full((count, keep), -1, np.int64)
    scored = np.zeros(count, np.int64)
    for number in nb.prange(count):
        p = pivots[number]
        out = np.empty(months, np.float32)
        for a in range(states):
            if a == p or not alive[p, a]:
                continue
            for b in range(a + 1, states):
                if b == p or not alive[p, b] or not alive[a, b]:
                    continue
                scored[number] += 1
                total, largest = _row(v[p, a], v[p, b], h[p, a], h[p, b], v[a, b], out)
                sums[number, a, b] = total
                peaks[number, a, b] = largest
                if keep == 0 or largest <= best[number, 0]:
                    continue
                for t in range(months):
                    if out[t] > best[number, 0]:
                        _sift(best[number], code[number], out[t], (a * states + b) * months + t)
    return sums, peaks, best, code, scored
