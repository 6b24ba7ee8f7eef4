"""Records become facts, set by set; and facts go back to what they were."""

from apps.intake.merging.chunk import Chunk, Merged, merge_records
from apps.intake.merging.frozen import Waiting
from apps.intake.merging.left_out import StaysOut
from apps.intake.merging.retract import Retracted, retract

__all__ = ["Chunk", "Merged", "Retracted", "StaysOut", "Waiting", "merge_records", "retract"]
