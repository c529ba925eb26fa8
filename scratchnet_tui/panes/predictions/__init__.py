"""The pane of the predictions."""
