"""Portfolios through the REST interface: mostly what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.models.portfolio import Portfolio
from portfolio.selectors import balances
from portfolio.services import snapshots
from stocksteward.core import clock
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, arjun, bearer_client, bhavna, charu, dev
from tests.factories.market import InstrumentFactory, QuoteFactory, RelianceFactory
from tests.factories.portfolio import PortfolioFactory, owns

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/portfolio/"
PARTS = ("", "holdings/", "performance/", "ledger/", "snapshots/")


def owned_by(user, **terms):
    portfolio, share = PortfolioFactory(user=user, **terms), RelianceFactory()
    owns(portfolio, share, traded_at=clock.now(), charges={"stt": Decimal("1.5")})
    return portfolio


def without_trace(response):
    return {**response.json(), "trace_id": ""}


def test_a_trader_sees_their_own_portfolio_valued():
    user = arjun()
    portfolio = owned_by(user)
    QuoteFactory(instrument=RelianceFactory(), last=Decimal(110), previous_close=Decimal(100))

    answer = bearer_client(user).get(f"{ROOT}{portfolio.pk}/").json()

    assert (answer["id"], answer["user_id"], answer["name"], answer["is_default"]) == (portfolio.pk, user.pk, portfolio.name, True)
    assert (answer["cash"], answer["total"], answer["unrealised"], answer["day_pnl"]) == ("998998.50", "1000098.50", "100.00", "100.00")
    [holding] = answer["holdings"]
    assert (holding["symbol"], holding["quantity"], holding["average_price"], holding["value"]) == ("RELIANCE", 10, "100.00", "1100.00")


def test_the_parts_of_a_portfolio_have_the_shapes_that_outsiders_rely_on():
    user = arjun()
    portfolio, client = owned_by(user), bearer_client(user)
    snapshots.snapshot_all(clock.now())

    pages = {part: client.get(f"{ROOT}{portfolio.pk}/{part}").json() for part in PARTS[1:]}

    for part in ("holdings/", "ledger/", "snapshots/"):
        assert list(pages[part]) == ["count", "next", "previous", "results"]
    assert pages["performance/"]["net_deposits"] == "1000000.00"
    fill, opening = pages["ledger/"]["results"]
    assert (opening["kind"], opening["number"], opening["symbol"]) == ("DEPOSIT", 1, None)
    assert (fill["kind"], fill["symbol"], fill["side"], fill["price"]) == ("FILL", "RELIANCE", "BUY", "100.00")
    assert {"account": "FEES_STT", "unit": "INR", "amount": "1.50"} in fill["postings"]
    assert pages["snapshots/"]["results"][0]["holdings"][0]["value"] is None


@pytest.mark.parametrize("part", PARTS)
def test_anothers_portfolio_is_answered_byte_for_byte_like_none(part):
    portfolio = owned_by(bhavna())
    client = bearer_client(dev())

    absent, foreign = (client.get(f"{ROOT}{number}/{part}", headers={"X-Request-ID": "same"}) for number in (10**9, portfolio.pk))

    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert without_trace(foreign) == without_trace(absent)
    assert len(foreign.content) == len(absent.content)


def test_anothers_portfolio_cannot_be_renamed_and_looks_like_none():
    portfolio = owned_by(bhavna())
    client = bearer_client(dev())

    absent, foreign = (client.put(f"{ROOT}{number}/", {"name": "Mine"}) for number in (10**9, portfolio.pk))

    assert (absent.status_code, without_trace(foreign)) == (404, without_trace(absent))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("person", [charu, BusinessOwnerFactory, SuperadminFactory])
def test_those_who_may_see_all_see_all(part, person):
    portfolio = owned_by(bhavna())

    assert bearer_client(person()).get(f"{ROOT}{portfolio.pk}/{part}").status_code == 200


def test_the_list_has_ones_own_or_everybodys_as_the_role_reaches():
    user = arjun()
    owned_by(user)
    owned_by(bhavna())

    assert [row["user_id"] for row in bearer_client(user).get(ROOT).json()["results"]] == [user.pk]
    assert bearer_client(charu()).get(ROOT).json()["count"] == 2
    assert bearer_client(dev()).get(ROOT).json()["count"] == 0


def test_an_auditor_looks_and_does_nothing():
    portfolio, client = owned_by(arjun()), bearer_client(charu())

    answers = [client.post(ROOT, {"name": "x"}), client.put(ROOT, {"name": "x"}), client.put(f"{ROOT}{portfolio.pk}/", {"name": "x"})]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize("part", PARTS)
def test_nobody_unknown_sees_anything(client, part):
    portfolio = owned_by(arjun())

    assert client.get(f"{ROOT}{portfolio.pk}/{part}").status_code == 401


def test_a_new_portfolio_has_the_desks_cash_or_the_amount_given(settings):
    user = arjun()
    client = bearer_client(user)

    usual, given = client.post(ROOT, {"name": "Usual"}), client.post(ROOT, {"name": "Given", "opening_cash": "12.3456"})

    assert (usual.status_code, given.status_code) == (201, 201)
    cash = [balances.get_balances(portfolio_id=answer.json()["id"]).cash for answer in (usual, given)]
    assert cash == [settings.STEWARD_OPENING_CASH_INR, Decimal("12.3456")]


def test_the_same_idempotency_key_opens_one_portfolio():
    client = bearer_client(arjun())

    answers = [client.post(ROOT, {"name": "Once"}, headers={"Idempotency-Key": "k1"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Portfolio.objects.count() == 1


@pytest.mark.parametrize(
    "written",
    ["NaN", "Infinity", "-1", "-0.0001", "1.00001", "1e5", "1E+5", "0x10", "१२", "1,000", "", "  ", "100000000000.01", True, None, [], {}],
)
def test_an_amount_that_is_none_is_refused_by_name(written):
    answer = bearer_client(arjun()).post(ROOT, {"name": "x", "opening_cash": written})

    assert (answer.status_code, answer.json()["code"], list(answer.json()["details"])) == (400, "invalid", ["opening_cash"])
    assert Portfolio.objects.count() == 0


@pytest.mark.parametrize("body", ['{"name": "x", "opening_cash": NaN}', '{"name": "x", "opening_cash": Infinity}', "{", "[]", '"x"', ""])
def test_a_body_that_is_no_such_thing_is_refused(body):
    answer = bearer_client(arjun()).post(ROOT, body, content_type="application/json")

    assert (answer.status_code, set(answer.json())) == (400, {"code", "message", "details", "trace_id"})


@pytest.mark.parametrize("body", ['{"name": "x", "opening_cash": 1e5}', '{"name": "x", "opening_cash": 1.00001}'])
def test_a_number_in_json_is_read_exactly_and_refused_like_text(body):
    answer = bearer_client(arjun()).post(ROOT, body, content_type="application/json")

    assert (answer.status_code, list(answer.json()["details"])) == (400, ["opening_cash"])


@pytest.mark.parametrize("name", [None, "", "   ", "x" * 61, 5, "a\x00b", ["x"]])
def test_a_name_that_is_none_is_refused_by_name(name):
    user = arjun()
    PortfolioFactory(user=user)
    client = bearer_client(user)

    for answer in (client.post(ROOT, {"name": name}), client.put(ROOT, {"name": name})):
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["name"])


def test_a_name_that_is_taken_is_refused_by_name():
    user = arjun()
    PortfolioFactory(user=user, name="Long term")

    answer = bearer_client(user).post(ROOT, {"name": "long TERM"})

    assert (answer.status_code, list(answer.json()["details"])) == (400, ["name"])


def test_the_default_portfolio_is_renamed_at_the_root():
    user = arjun()
    portfolio = PortfolioFactory(user=user)

    assert bearer_client(user).put(ROOT, {"name": "Retirement"}).json()["name"] == "Retirement"
    assert Portfolio.objects.get(pk=portfolio.pk).name == "Retirement"


def test_who_has_no_default_portfolio_has_nothing_to_rename():
    assert bearer_client(arjun()).put(ROOT, {"name": "Retirement"}).status_code == 404


@pytest.mark.parametrize("query", ["kind=NONSENSE", "booked_after=yesterday", "page=0", "page=x"])
def test_a_filter_that_is_none_is_refused(query):
    user = arjun()
    portfolio = owned_by(user)

    assert bearer_client(user).get(f"{ROOT}{portfolio.pk}/ledger/?{query}").status_code in {400, 404}


def test_the_ledger_is_filtered_and_paged():
    user = arjun()
    portfolio, client = owned_by(user), bearer_client(user)

    only_fills = client.get(f"{ROOT}{portfolio.pk}/ledger/?kind=FILL&symbol=reliance").json()
    first_page = client.get(f"{ROOT}{portfolio.pk}/ledger/?page_size=1").json()

    assert [row["kind"] for row in only_fills["results"]] == ["FILL"]
    assert (first_page["count"], len(first_page["results"]), bool(first_page["next"])) == (2, 1, True)


def test_a_persons_portfolio_is_found_below_the_person():
    user = arjun()
    portfolio = owned_by(user)
    path = f"/api/v1/users/{user.pk}/portfolio/"

    assert bearer_client(user).get(path).json()["portfolio_id"] == portfolio.pk
    assert bearer_client(charu()).get(path).json()["portfolio_id"] == portfolio.pk
    stranger = bearer_client(dev())
    assert without_trace(stranger.get(path)) == without_trace(stranger.get("/api/v1/users/999999/portfolio/"))


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 40])
def test_a_number_beyond_all_portfolios_is_not_found(number):
    client = bearer_client(charu())

    assert client.get(f"{ROOT}{number}/").status_code == 404
    assert client.get(f"/api/v1/users/{number}/portfolio/").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_the_number_of_statements_does_not_grow_with_what_is_there(part, django_assert_max_num_queries):
    user = arjun()
    portfolio, client = PortfolioFactory(user=user), bearer_client(user)

    def statements() -> int:
        snapshots.snapshot_all(clock.now())
        with django_assert_max_num_queries(40) as captured:
            assert client.get(f"{ROOT}{portfolio.pk}/{part}").status_code == 200
        return len(captured)

    owns(portfolio, InstrumentFactory())
    with_one = statements()
    for _ in range(2):
        owns(portfolio, InstrumentFactory())

    assert statements() == with_one


def test_the_number_of_statements_of_the_list_does_not_grow(django_assert_max_num_queries):
    client = bearer_client(charu())

    def statements() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(ROOT)
        return len(captured)

    PortfolioFactory()
    with_one = statements()
    for _ in range(2):
        PortfolioFactory()

    assert statements() == with_one
