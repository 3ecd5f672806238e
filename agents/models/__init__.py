"""The tables of the agents app; imported here so that Django finds them, taken from their own modules by code."""

from __future__ import annotations

from agents.models import deployment_period, run, step

__all__ = ["deployment_period", "run", "step"]
