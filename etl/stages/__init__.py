"""The parts of a run that need tables and files: extraction in chunks, and a dataset put together from the last one and the new rows."""
