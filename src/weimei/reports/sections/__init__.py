"""The parts of a report, each made from an assessment by its own function."""
