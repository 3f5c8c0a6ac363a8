"""The test suite: one folder per room, mirroring the code."""
