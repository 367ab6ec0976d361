"""Verifying every entry of every chain, and saying what is not as it was written."""

from wardsafe.plain.talk import Talk
from wardsafe.services import keeping
from wardsafe.services.session import Session


def verify(talk: Talk, session: Session) -> None:
    """Walk every chain; that it was done is written down."""
    talk.say("Verifying every entry.")
    said = {0}

    def tell(done: int, of: int) -> None:
        quarter = 4 * done // of if of else 0
        if quarter not in said and done < of:
            said.add(quarter)
            talk.say(f"{done:,} of {of:,} entries.")

    report = keeping.check(session, tell)
    findings = [str(one) for one in (*session.ledger.findings, *report.problems)]
    talk.say(*findings)
    found = f"{len(findings)} problems" if findings else "no problems"
    chains = "1 chain" if report.chains == 1 else f"{report.chains} chains"
    talk.say(f"{report.entries:,} entries in {chains}: {found}.")
