"""Pure calculation: frozen values in, results and issues out.

Nothing here reads a clock, a database or a setting, and nothing imports more than the standard library.
Numbers are `int`, `Decimal` or `Fraction`, never a binary floating-point number; messages are codes with
values, never text. Ratios are ratios: 1 means 100 %. Money is an integer of minor units.
"""
