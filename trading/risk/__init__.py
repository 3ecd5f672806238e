"""The risk gate: pure rules over frozen facts. Whatever is unknown denies."""
