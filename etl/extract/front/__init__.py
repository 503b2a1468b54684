"""What stands around an article and what it says of itself: headline, dateline, byline, day of publication, language."""
