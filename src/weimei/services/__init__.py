"""Use cases that take more than one call: many matters at once, and what other terms would have done to them."""
