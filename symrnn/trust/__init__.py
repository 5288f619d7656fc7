"""How far the verdicts can be trusted: labelled statements, poison, and the scores of the judge on both."""
