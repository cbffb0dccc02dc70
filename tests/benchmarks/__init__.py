"""How fast the package is, beside the source's way, the best library and the memory's limit."""
