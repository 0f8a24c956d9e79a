"""Tests of pages, forms and the look."""
