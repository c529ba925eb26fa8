"""The settings of a run, and how each is read from what was typed."""
