"""The journeys of a person in Chromium: buy and see it booked without reload, approve, get along by keyboard and on a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import absent
from tests.desk_process import PASSWORD, Desk

pytestmark = pytest.mark.e2e

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}
PAGES = ("/", "/portfolio/", "/markets/", "/instruments/", "/instruments/RELIANCE/", "/ticket/?symbol=RELIANCE", "/orders/", "/trades/", "/approvals/",
         "/strategies/", "/strategies/launch/", "/runs/", "/risk/", "/risk/limits/", "/settings/", "/notifications/")  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo desk, as make run starts it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.install_demo()
    desk.start()
    desk.wait_until_ready()
    yield desk
    desk.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium")
    if path is None:
        absent("Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the console complained of: script errors and violations of the content policy."""
    return []


def signed_in(
    browser: Browser, desk: Desk, complaints: list[str], who: str = "trader", viewport: dict[str, int] | None = None
) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport=viewport or WIDE, base_url=desk.url)
    page = context.new_page()
    watch(page, complaints)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return context, page


def watch(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))


def buy(page: Page, quantity: int) -> None:
    page.goto("/ticket/?symbol=RELIANCE&side=BUY")
    page.get_by_label("Quantity").fill(str(quantity))
    preview = page.locator("#order-preview")
    expect(preview).to_contain_text("STT")
    expect(preview).to_contain_text("Cash set aside")
    page.get_by_role("button", name="Send order").click()
    expect(page).to_have_url(re.compile(r"/trades/\d+/$"))


def test_a_market_buy_from_the_ticket_is_executed_and_shows_on_an_open_dashboard_without_reload(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints)
    dashboard = context.new_page()
    watch(dashboard, complaints)
    dashboard.goto("/")
    dashboard.evaluate("window.neverReloaded = true")
    expect(dashboard.locator("#recent-orders-panel")).to_be_visible()

    buy(page, 7)

    expect(page.locator("#trade")).to_contain_text("Executed", timeout=15_000)
    steps = page.locator("#run-panel .steps li")
    expect(steps).to_have_count(8, timeout=15_000)
    expect(dashboard.locator("#recent-orders-panel")).to_contain_text("7 / 7", timeout=15_000)
    expect(dashboard.locator("#holdings-table")).to_contain_text("RELIANCE", timeout=15_000)
    assert dashboard.evaluate("window.neverReloaded") is True
    assert complaints == []
    context.close()


def test_a_trade_above_the_threshold_waits_and_is_executed_once_approved(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints)

    buy(page, 41)
    expect(page.locator("#trade")).to_contain_text("Awaiting approval", timeout=15_000)
    trade = page.url
    page.goto("/approvals/")
    page.get_by_role("button", name=re.compile("^Approve")).first.click()
    expect(page.locator("main")).to_contain_text("Approved", timeout=15_000)
    page.goto(trade)

    expect(page.locator("#trade")).to_contain_text("Executed", timeout=20_000)
    assert complaints == []
    context.close()


def test_prices_move_without_reload(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints)
    page.goto("/markets/")
    cells = page.locator("main [data-live-price]")
    expect(cells.first).to_be_visible()
    before = cells.all_inner_texts()

    page.wait_for_function(
        "before => [...document.querySelectorAll('main [data-live-price]')].some((cell, at) => cell.innerText !== before[at])",
        arg=before,
        timeout=15_000,
    )

    assert complaints == []
    context.close()


def test_bad_input_on_the_ticket_names_field_and_rule_and_loses_nothing(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints)
    page.goto("/ticket/?symbol=RELIANCE&side=BUY")
    page.get_by_label("Quantity").fill("2.5")
    page.get_by_label("Why").fill("because of the results")

    page.get_by_role("button", name="Send order").click()

    expect(page.locator("#order-ticket .error").first).to_contain_text("whole number")
    expect(page.get_by_label("Why")).to_have_value("because of the results")
    context.close()


def test_the_desk_is_reached_by_keyboard(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints)

    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/orders/"))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type("RELI")
    expect(page.locator("#palette")).to_contain_text("RELIANCE")
    page.keyboard.press("Escape")  # the first empties the search field, as in every browser
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#palette input")).not_to_be_focused()  # the browser gives the focus back a moment later
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    assert complaints == []
    context.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_its_screen_and_the_console_stays_silent(browser, desk, complaints, viewport):
    context, page = signed_in(browser, desk, complaints, viewport=viewport)
    too_wide = []

    for path in PAGES:
        answer = page.goto(path)
        page.wait_for_timeout(600)
        assert answer is not None
        assert answer.status == 200, path
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(path)

    assert too_wide == []
    assert complaints == []
    context.close()


def test_an_auditor_sees_the_trades_of_others_and_can_verify_the_audit_log_but_not_trade(browser, desk, complaints):
    context, page = signed_in(browser, desk, complaints, who="auditor")

    page.goto("/trades/")
    expect(page.locator("#trade-table")).to_be_visible()
    assert page.goto("/ticket/").status == 403
    page.goto("/admin/accounts/auditevent/")
    page.get_by_role("button", name=re.compile("Verify")).or_(page.get_by_role("link", name=re.compile("Verify"))).first.click()
    expect(page.locator("body")).to_contain_text(re.compile("clean|nothing|no defect|intact", re.IGNORECASE))
    context.close()


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(browser, desk, complaints):
    context = browser.new_context(viewport=WIDE, base_url=desk.url)
    page = context.new_page()
    refusals = []

    for address in ("nobody@demo.example", "auditor@demo.example"):
        page.goto("/sign-in/")
        page.get_by_label("E-mail").fill(address)
        page.get_by_label("Password", exact=True).fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        refusals.append(page.get_by_role("alert").first.inner_text())

    assert refusals[0] == refusals[1]
    context.close()


def test_somebody_registers_and_is_told_to_look_for_the_mail(browser, desk, complaints):
    context = browser.new_context(viewport=WIDE, base_url=desk.url)
    page = context.new_page()
    page.goto("/register/")
    page.get_by_label("Name").fill("Bhavna Rao")
    page.get_by_label("E-mail").fill("bhavna@example.in")
    for field in page.locator("input[type=password]").all():
        field.fill("a long and unusual sentence")

    page.get_by_role("button", name="Open a paper account").click()

    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert "/verify-email/" in desk.log()
    context.close()
