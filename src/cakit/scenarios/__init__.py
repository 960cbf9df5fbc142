"""What if: one purchase that never happened, and the shares of suppliers with it."""

from cakit.scenarios.presets import PRESET_SUPPLIERS, what_if_presets
from cakit.scenarios.purchase import WhatIf, what_if

__all__ = ["PRESET_SUPPLIERS", "WhatIf", "what_if", "what_if_presets"]
