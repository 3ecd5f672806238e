"""One file for each thing that the gate limits."""
