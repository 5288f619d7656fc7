"""Order: inequalities between scalars, proved exactly, and gone through again by a second reader."""
