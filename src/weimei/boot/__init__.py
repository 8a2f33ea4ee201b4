"""Starts the product and its checks from a checkout: the only room that knows every other. Nobody imports it."""
