"""The taxonomy of needs and the screening rules. Pure: no database, no network."""
