"""Runs every bench and prints its figures: ``python -m bench [name ...]``."""

from __future__ import annotations

import sys

from bench import cold_start, pipeline

BENCHES = {"cold_start": cold_start.run, "pipeline": pipeline.run}

if __name__ == "__main__":
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"unknown bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    for name in names:
        print(f"\n== {name}")
        BENCHES[name]()
