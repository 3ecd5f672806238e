"""Trading strategies: from bars to a signal, without database, network or clock."""
