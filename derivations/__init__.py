"""What is claimed about recurrent networks: facts only, one topic per file."""
