"""Reviewing turns that went wrong without reading people: hidden words in, labels by two people, training lines out."""
