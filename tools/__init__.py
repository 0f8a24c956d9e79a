"""Small scripts behind the Makefile; the program itself needs none of them."""
