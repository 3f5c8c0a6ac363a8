"""HSDS into the directory: read, checked, and put in whole or not at all."""
