"""Independent ways to know a value; an oracle shares no code with what it judges."""
