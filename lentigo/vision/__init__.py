"""From bytes to an assessment: decode, quality, engine, explain. Imports neither Flask nor a database."""
