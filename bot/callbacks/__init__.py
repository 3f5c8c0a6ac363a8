"""Callbacks from community health workers: windows, reading times in words, booking, assignment, reminders."""
