"""Reads caseloads kept elsewhere, in a workbook or CSV, and names all that is wrong in them."""
