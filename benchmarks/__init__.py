"""Measurements of what the design promises. They print ratios; nothing here fails a build."""
