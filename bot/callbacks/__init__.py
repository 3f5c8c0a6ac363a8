"""Callbacks: windows, booking, the queue of tasks, attempts."""
