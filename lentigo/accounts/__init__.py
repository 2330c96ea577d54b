"""Who may come in: registration, sign-in, tokens, roles, approval, doctors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from lentigo.accounts.service import Accounts
    from lentigo.parts import Parts


def init_app(app: "APIFlask", parts: "Parts") -> "Accounts":
    """Give an application its accounts; what its people own is erased with them.

    Args:
        app: The application.
        parts: What it consists of.

    Raises:
        BadConfiguration: The first administrator that the settings name cannot be made.
    """
    # Imported late: the command line reads this package without needing the web.
    from lentigo.accounts.service import Accounts
    from lentigo.accounts.wiring import install

    def erase(account_id: str) -> None:
        parts.submissions.erase_all(account_id)
        parts.lesions.erase_all(account_id)
        parts.consents.erase(account_id)

    accounts = Accounts(
        records=parts.records,
        audit=parts.audit,
        settings=parts.settings,
        on_erase=erase,
        on_make=parts.consents.give_by_contract,
    )
    # `lentigo serve` has done so before and said what was wrong; other WSGI servers start here.
    accounts.setup.ensure_first_admin(email=parts.settings.admin_email, password=parts.settings.admin_password)
    install(app, accounts=accounts, settings=parts.settings)
    return accounts
