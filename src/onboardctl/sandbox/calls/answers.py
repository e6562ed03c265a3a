"""What each of the twelve calls does to the rows of a sandbox, and answers from them.

A call writes the partner's own rows, so a new seeding keeps them; people may only come in with
addresses of RFC 2606, for a sandbox reaches nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.calls import agency, recruiter, university

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.sandbox.calls.call import Body, Call

ANSWERS: dict[str, Callable[[Call], Body]] = {
    "import-candidate": agency.import_candidate,
    "create-assessment": agency.create_assessment,
    "candidate-matches": agency.candidate_matches,
    "record-placement": agency.record_placement,
    "bulk-import-users": university.bulk_import_users,
    "create-curriculum": university.create_curriculum,
    "assign-batch": university.assign_batch,
    "outcomes-report": university.outcomes_report,
    "register-candidate": recruiter.register_candidate,
    "quick-verify": recruiter.quick_verify,
    "sync-jobs": recruiter.sync_jobs,
    "placement-outcome": recruiter.placement_outcome,
}
