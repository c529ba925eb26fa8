"""The loss chart: curves go in, rows of text come out."""
