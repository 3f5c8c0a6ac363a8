"""Data shipped with the directory; README.md says where each file comes from."""
