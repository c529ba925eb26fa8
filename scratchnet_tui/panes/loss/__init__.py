"""The pane of the loss chart."""
