"""One module a kind of structural data: its columns, its quirks, what is taken and whom to cite."""
