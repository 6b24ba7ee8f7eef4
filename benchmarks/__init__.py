"""Each module measures one thing beside its references, in one run: `python3 run.py bench` lists them."""
