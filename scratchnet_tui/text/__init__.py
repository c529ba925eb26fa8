"""Texts for the user: words, numbers and styles."""
