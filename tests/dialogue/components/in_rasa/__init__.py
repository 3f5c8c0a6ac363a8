"""Tests of the Rasa components themselves, run by Rasa's own Python with unittest (see ../test_in_rasa.py)."""
