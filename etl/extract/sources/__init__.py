"""Sources of figures: the words for them, the rules that find them in a sentence, and the names they get."""
