"""How things are written: text to values and back, pure, without files.

`parse(format(x)) == x` holds for every notation here, and a text that cannot be read raises `NotationError`
with the place of the fault.
"""
