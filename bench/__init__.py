"""Benches: figures beside what they are measured against, in the same run. ``make bench`` runs them all."""
