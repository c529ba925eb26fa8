"""What may be chosen about the reading of a table, apart from its columns."""

from __future__ import annotations

HEADERS = ("auto", "first", "none")
"""Where the column names are: detected, in the first line of the table, or nowhere."""

MISSING_CHOICES = ("auto", "stop", "drop", "mean", "mark")
"""The ways to treat missing cells. See `TableChoices`."""
