"""Provers for single kinds of statement, and what they share: facts, signs, boxes, lemmas, existence, logic."""
