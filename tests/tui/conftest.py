"""Lets the screen tests import the fake ward beside the folders."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
