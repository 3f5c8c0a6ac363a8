"""How the shipped encoder was made. Nothing here runs in service; `encoder.npz` is what does."""
