"""Puente's behaviour: everything between a text coming in and the words going out."""
