"""A small transformer computed with numpy alone, for whoever has weights for it: the dialogue's reader, and safety.

Runs in Rasa's Python 3.10 too, so it imports nothing else of ours.
"""
