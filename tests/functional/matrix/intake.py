"""Routes of intake: files and rows hold customers' identifiers, so they are the steward's alone."""

from typing import Final

from tests.functional.matrix.case import Case

WHO: Final = "steward"
B: Final = {"pk": "batch"}
SOURCE: Final = {"pk": "source"}
RECORD: Final = {"record_type": "call", "pk": "phone-call"}
SEE_AMY: Final = "amy leader hr director steward"
D: Final = {"pk": "source-draft"}
S: Final = {"pk": "source"}

CASES: Final = (
    Case(name="data-home", get=WHO),
    Case(name="data-working", get=WHO),
    Case(name="data-connect", get=WHO, post=WHO, posted=422),
    Case(name="data-connect-usual", get=WHO, post=WHO, posted=200),
    Case(name="batch-connect", args=B, post=WHO),
    Case(name="draft", args=D, get=WHO),
    Case(name="draft", args={"pk": "draft-of-another"}, get="", why="another steward's"),
    Case(name="draft-reading", args=D, get=WHO, post=WHO),
    Case(name="draft-answer", args=D, post=WHO),
    Case(name="draft-place", args=D, post=WHO),
    Case(name="draft-rows", args=D, post=WHO),
    Case(name="draft-key", args=D, post=WHO),
    Case(name="draft-rules", args=D, post=WHO),
    Case(name="draft-meanings", args=D, post=WHO),
    Case(name="draft-text", args=D, get=WHO, post=WHO, posted=200),
    Case(name="draft-finish", args=D, get=WHO, post=WHO, posted=200),
    Case(name="draft-remove", args=D, post=WHO),
    Case(name="draft-trial", args=D, get="", why="the draft of a new source has no past"),
    Case(name="draft-trial", args={"pk": "draft-of-source"}, get=WHO),
    Case(name="draft-trial-file", args={"pk": "draft-of-source", "batch": "batch"}, post=WHO, posted=200),
    Case(name="draft-take", args={"pk": "draft-of-source"}, post=WHO),
    Case(name="source", args=S, get=WHO),
    Case(name="source-text", args=S, get=WHO),
    Case(name="source-edit", args=S, post=WHO),
    Case(name="source-ways", args={"pk": "source"}, get=WHO),
    Case(name="source-set", args={"pk": "source", "what": "deliveries"}, post=WHO, posted=422),
    Case(name="source-set", args={"pk": "source", "what": "limits"}, post=WHO),
    Case(name="source-set", args={"pk": "source", "what": "folder"}, post=WHO),
    Case(name="source-set", args={"pk": "source", "what": "token"}, post=WHO, posted=422),
    Case(name="source-set", args={"pk": "source", "what": "empty"}, post=WHO, posted=422),
    Case(name="source-set", args={"pk": "source", "what": "no-such"}, post=""),
    Case(name="source-revoke", args={"pk": "source", "token": "source-token"}, post=WHO),
    Case(name="source-unsay", args={"pk": "source", "empty": "empty-day"}, post=WHO),
    Case(name="source-end", args={"pk": "source"}, get=WHO, post=WHO, posted=200),
    Case(name="source-resume", args={"pk": "source"}, post=WHO),
    Case(name="data-upload", get=WHO, post=WHO, posted=422),
    Case(name="data-batches", get=WHO),
    Case(name="batch", args=B, get=WHO),
    Case(name="batch-progress", args=B, get=WHO),
    Case(name="batch-days", args=B, get=WHO),
    Case(name="batch-file", args=B, get=WHO),
    Case(name="batch-rows", args={**B, "fate": "rejected"}, get=WHO),
    Case(name="batch-rows", args={**B, "fate": "no-such"}, get=""),
    Case(name="batch-again", args=B, post=WHO),
    Case(name="batch-import", args=B, post=WHO),
    Case(name="batch-cancel", args=B, post=WHO),
    Case(name="batch-refuse", args=B, get=WHO, post=WHO, posted=200),
    Case(name="batch-release", args=B, get=WHO, post=WHO, posted=200),
    Case(name="batch-withdraw", args=B, get=WHO, post=WHO, posted=200),
    Case(name="data-unknown", get=WHO),
    Case(name="data-unknown-again", post=WHO),
    Case(name="data-match-many", post=WHO),
    Case(name="data-match", args={"pk": "source"}, get=WHO, post=WHO, posted=200, query="?ref=nobody-knows"),
    Case(name="data-match", args={"pk": "source"}, get="", post="", why="says no name"),
    Case(name="claims", get="amy ben leader stranger steward", post="amy ben", posted=200),
    Case(name="claim-answer", args={"pk": "claim"}, post="leader steward"),
    Case(name="parked-agent", args={"pk": "agentless"}, get=WHO, post=WHO, posted=200),
    Case(name="order-agent", args={"pk": "given-order"}, get=WHO, post=WHO, posted=200),
    Case(name="data-records", get=WHO, query="?key=c3"),
    Case(name="record", args=RECORD, get=SEE_AMY),
    Case(name="record", args={**RECORD, "record_type": "refund"}, get="", why="no such refund"),
    Case(name="record", args={**RECORD, "record_type": "no-such"}, get=""),
    Case(name="record-original", args=RECORD, get=SEE_AMY),
    Case(name="record-leave-out", args=RECORD, get=WHO, post=WHO, posted=200),
    Case(name="record-put-back", args=RECORD, post=WHO),
    Case(
        name="source-meanings", args={"pk": "source"}, get=WHO, post=WHO, posted=422, query="?column=Answered"
    ),
    Case(name="source-meanings", args={"pk": "source"}, get="", post="", why="names no column"),
    Case(name="data-corrections", get=WHO),
    Case(name="data-privacy", get=WHO),
    Case(name="data-erase", get=WHO, post=WHO, posted=422),
    Case(name="source-retention", args={"pk": "source"}, get=WHO, post=WHO, posted=200),
    Case(name="data-decide", post=WHO),
)
