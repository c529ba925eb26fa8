"""Analyses of a run: gradient check, decision map, weights in original units."""
