"""The shop's own files: a folder of CSV/YAML or one workbook, in and out."""
