"""The roadmap as a workbook (XLSX): one fixed template, written, and read back with every fault where it stands."""
