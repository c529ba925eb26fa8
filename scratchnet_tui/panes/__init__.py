"""The panes: each draws one part of a snapshot."""
