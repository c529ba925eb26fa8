"""The session: one run or several, driven by commands, seen as snapshots."""
