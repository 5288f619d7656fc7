"""Imported by a fork server: its system never has a process left."""

from fakes import crowded

crowded.refusals *= 1000
