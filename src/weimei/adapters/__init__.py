"""Outside things, one client library each, behind values and protocols of the core."""
