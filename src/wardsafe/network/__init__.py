"""Facts across many ledgers: tables of codes and counts, and the questions asked of them.

It holds no name, no words, no identifier and no exact time, and reads no ledger itself: a service
gathers rows (`services/network_facts.py`), this room keeps them as Parquet and asks questions in
Ibis, on DuckDB or PostgreSQL alike. Nothing in it is suppressed: every answer is raw, and is shown
only through `services/network_shown.py`.
"""
