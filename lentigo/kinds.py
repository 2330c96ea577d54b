"""Every kind of record that the service keeps, so that a store is always opened with all of them."""

from lentigo.accounts.store import KINDS as ACCOUNTS
from lentigo.audit.service import KINDS as AUDIT
from lentigo.lesions.store import KINDS as LESIONS
from lentigo.privacy.store import KINDS as PRIVACY
from lentigo.submissions.store import KINDS as SUBMISSIONS

KINDS = (*ACCOUNTS, *AUDIT, *LESIONS, *PRIVACY, *SUBMISSIONS)
