"""The pane of the weights."""
