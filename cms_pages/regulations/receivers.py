"""Keep the provisions in the transaction of a release or a take-down."""

from cms_pages.gate.registry import on_release, on_take_down
from cms_pages.regulations import services
from cms_pages.regulations.models import RegulationPage


@on_release(RegulationPage)
def project(page: RegulationPage) -> None:
    """Build the provisions of the text that goes live."""
    services.project_provisions(page)


@on_take_down(RegulationPage)
def remove(page: RegulationPage) -> None:
    """Take the provisions of a hidden text away."""
    services.remove_provisions(page)
