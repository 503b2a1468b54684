"""Event words: what kind of happening a text tells of, by which means, and who does it to whom."""
