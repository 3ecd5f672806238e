"""Every recurring job in one table; ``manage.py setup`` writes it into the beat tables, where the admin may change or pause it."""

from __future__ import annotations

# Each name has its task and its period in seconds.
STEWARD_SCHEDULE = {
    "Refresh the market": ("market.refresh_market", 15),
    "Publish movers": ("market.publish_movers", 5),
    "Snapshot portfolios": ("portfolio.snapshot_portfolios", 300),
    "Expire approvals": ("trading.expire_approvals", 5),
    "Sweep unfinished orders": ("trading.sweep_orders", 5),
    "Sweep unfinished runs": ("agents.sweep_runs", 5),
    "Run deployed strategies": ("agents.run_deployed_strategies", 60),
    "Beat": ("accounts.beat", 2),
    "Prune accounts": ("accounts.prune", 3600),
}
