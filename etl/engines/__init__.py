"""Where stages run: an engine maps a function over chunks and yields the results in order."""
