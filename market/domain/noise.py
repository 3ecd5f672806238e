"""Noise that can be asked for at any moment and always answers the same: hashed value noise on whole numbers and in between."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Streams = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_TWO_TO_52 = float(2**52)


def stream(*parts: object) -> int:
    """Return the number of a stream of noise, from whatever names it; the same on every machine."""
    return int.from_bytes(hashlib.blake2b(":".join(map(str, parts)).encode(), digest_size=8).digest(), "big")


def streams(numbers: list[int]) -> Streams:
    """Return stream numbers as an array."""
    return np.array(numbers, dtype=np.uint64)


def at_index(stream_numbers: Streams, index: Integers) -> Floats:
    """Return a number from -1 to 1 for each stream and whole number; shapes broadcast."""
    value: Any = stream_numbers + index.astype(np.uint64) * _GOLDEN
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    value ^= value >> np.uint64(31)
    result: Floats = (value >> np.uint64(11)).astype(np.float64) / _TWO_TO_52 - 1.0
    return result


def smooth(stream_numbers: Streams, position: Floats) -> Floats:
    """Return noise from -1 to 1 that passes through :func:`at_index` at whole positions and bends smoothly in between."""
    floor = np.floor(position)
    index = floor.astype(np.int64)
    fraction = position - floor
    weight = fraction * fraction * (3.0 - 2.0 * fraction)
    left, right = at_index(stream_numbers, index), at_index(stream_numbers, index + 1)
    result: Floats = left + (right - left) * weight
    return result
