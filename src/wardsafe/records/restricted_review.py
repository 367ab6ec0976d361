"""The kind `restricted-review/1`: a step of the review of a record that few may read.

It says what a `review/1` says, and is sealed as the record is that it reviews: a code of what was
found would tell as much about one event as its words do.
"""

from typing import ClassVar

from wardsafe.records.review import Review


class RestrictedReview(Review):
    """One step, kept from everybody who may not read the record it is about."""

    kind: ClassVar[str] = "restricted-review/1"
    title: ClassVar[str] = "Review of a restricted record"
