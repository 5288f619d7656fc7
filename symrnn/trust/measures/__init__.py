"""The measurements, a file for each point; `symrnn.trust` says what such a file has."""
