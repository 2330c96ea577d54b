"""A doctor's word on a submission: what waits, what was said, and who may see it."""
