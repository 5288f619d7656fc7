"""Expansions at infinity, with parameters: what a sequence is for large k, up to a rest of known size."""
