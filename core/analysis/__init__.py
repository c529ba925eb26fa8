"""What can be worked out about a run from outside: gradient check, decision map, units."""
