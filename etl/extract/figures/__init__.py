"""Casualty figures: words into classes, classes into chunks, rules over chunks into figures, figures settled against each other."""
