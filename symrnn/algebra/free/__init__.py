"""Identities of matrices as such, without entries: words in letters, and what follows from equations between them."""
