"""The parts of the index normal form: atoms, axes, functions, powers, families, and how both roads are read into it."""
