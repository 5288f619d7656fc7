"""Order: inequalities between scalars, proved exactly; the checker goes through every argument again."""
