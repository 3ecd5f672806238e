"""Brokers: the one port to the market and what stands behind it."""
