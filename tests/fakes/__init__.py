"""Stand-ins for what these tests are not about: a judge, and files of derivations."""
