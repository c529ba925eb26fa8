"""The pane of one update, phase by phase."""
