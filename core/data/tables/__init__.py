"""Tables from files: bytes to text, text to cells, cells to columns, columns to samples."""
