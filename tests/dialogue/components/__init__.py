"""Tests of the parts that run inside Rasa."""
