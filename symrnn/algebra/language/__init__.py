"""What a user writes: sizes, leaves, words, statements; terms read, walked over, serialised."""
