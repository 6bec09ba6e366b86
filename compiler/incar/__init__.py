"""The INCAR of VASP: which tags there are, what each takes, and whose business it is."""
