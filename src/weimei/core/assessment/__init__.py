"""assess(matter, law, at): every ground that applies, weighed by precedence, explained line by line."""
