"""Claims: what is asserted, where it is found, and what is known about it."""
