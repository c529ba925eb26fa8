"""The pane of the decision map."""
