"""From what each document says to what happened: near duplicates, matching, merged tolls, totals, history, corrections."""

from etl.link.linking import link

__all__ = ["link"]
