"""Customers: who they are, what papers show, what they agreed to, whom they are related to, what they owe in all."""

from typing import Annotated

from litestar import get
from litestar.params import FromQuery, JSONBody, PathParameter

from creditline.customers.consent import Consent
from creditline.customers.customer import Customer
from creditline.customers.evidence import Evidence
from creditline.money.amount import parse_minor
from creditline.store.customers import (
    LinkedAccount,
    RelatedParty,
    read_consents,
    read_customer,
    read_customers,
    read_evidence,
    read_group,
    read_lines_of,
    read_linked_accounts,
    read_related_parties,
)
from creditline.usecases.bound_customer import give_line, limit_customer, limit_group, relate_customers
from creditline.usecases.once import id_from_key
from creditline.usecases.register_customer import (
    add_evidence,
    give_consent,
    link_account,
    register_customer,
    withdraw_consent,
)
from creditline.web import patterns
from creditline.web.api.carry_out import READ_PROBLEMS, IdempotencyKey, post_command, stamp
from creditline.web.api.customer_shapes import (
    BoundRequest,
    ConsentRequest,
    CustomerDetail,
    CustomerLineRequest,
    CustomerPage,
    CustomerRequest,
    EvidenceRequest,
    Exposure,
    LinkedAccountRequest,
    RelatedPartyRequest,
    customer_answer,
    customer_detail,
    exposure_answer,
)
from creditline.web.api.lines import PageLimit, limit_minor, printable
from creditline.web.desk import AppRequest, Desk, desk_of

PathCustomerId = Annotated[str, PathParameter(pattern=patterns.CUSTOMER_ID, description="The customer's id.")]
PathGroupId = Annotated[str, PathParameter(pattern=patterns.GROUP_ID, description="The group's id.")]
PathConsentId = Annotated[str, PathParameter(pattern=patterns.CONSENT_ID, description="The consent's id.")]
_TAGS = ["Customers"]


@post_command("/customers", summary="Register a customer", tags=_TAGS)
async def create_customer(
    request: AppRequest, data: JSONBody[CustomerRequest], idempotency_key: IdempotencyKey
) -> CustomerDetail:
    """Register a customer. Without an `id` it gets one made from the key."""
    asked = await stamp(request, idempotency_key)
    customer = Customer(
        id=data.id or id_from_key("cus", asked),
        name=data.name,
        kind=data.kind,
        currency=data.currency,
        birth_date=data.birth_date,
        segment=data.segment,
        industry=data.industry,
        scale=data.scale,
        limit_minor=limit_minor(data.limit, data.currency),
    )
    await register_customer(desk_of(request).database, asked, customer)
    return await _detail(desk_of(request), customer.id)


@get("/customers", summary="List customers", tags=_TAGS, responses=READ_PROBLEMS)
async def list_customers(request: AppRequest, limit: PageLimit = 50, cursor: FromQuery[str] = "") -> CustomerPage:
    """List customers in the order of their ids."""
    customers = await read_customers(desk_of(request).database, after=printable(cursor), limit=limit)
    following = customers[-1].id if len(customers) == limit else None
    return CustomerPage([customer_answer(customer) for customer in customers], following)


@get("/customers/{customer_id:str}", summary="Read a customer", tags=_TAGS, responses=READ_PROBLEMS)
async def show_customer(request: AppRequest, customer_id: PathCustomerId) -> CustomerDetail:
    """Read a customer with all that is known of it."""
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/evidence", summary="Add a paper", tags=_TAGS)
async def create_evidence(
    request: AppRequest, customer_id: PathCustomerId, data: JSONBody[EvidenceRequest], idempotency_key: IdempotencyKey
) -> CustomerDetail:
    """Add a paper that shows income, assets or revenue. It counts until its last day, once it is verified."""
    asked = await stamp(request, idempotency_key)
    evidence = Evidence(
        id=id_from_key("evd", asked),
        kind=data.kind,
        amount_minor=parse_minor(data.amount, data.currency),
        currency=data.currency,
        verified=data.verified,
        issued_on=data.issued_on,
        valid_until=data.valid_until,
    )
    await add_evidence(desk_of(request).database, asked, customer_id, evidence)
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/consents", summary="Give consent", tags=_TAGS)
async def create_consent(
    request: AppRequest, customer_id: PathCustomerId, data: JSONBody[ConsentRequest], idempotency_key: IdempotencyKey
) -> CustomerDetail:
    """Record that the customer consents to a purpose, from now on."""
    asked = await stamp(request, idempotency_key)
    consent = Consent(id=id_from_key("con", asked), purpose=data.purpose, given_at=asked.booked_at)
    await give_consent(desk_of(request).database, asked, customer_id, consent)
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/consents/{consent_id:str}/withdraw", summary="Withdraw consent", tags=_TAGS)
async def end_consent(
    request: AppRequest, customer_id: PathCustomerId, consent_id: PathConsentId, idempotency_key: IdempotencyKey
) -> CustomerDetail:
    """Record that the customer no longer consents, from now on."""
    asked = await stamp(request, idempotency_key)
    await withdraw_consent(desk_of(request).database, asked, customer_id, consent_id)
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/linked-accounts", summary="Link an account", tags=_TAGS)
async def create_linked_account(
    request: AppRequest,
    customer_id: PathCustomerId,
    data: JSONBody[LinkedAccountRequest],
    idempotency_key: IdempotencyKey,
) -> CustomerDetail:
    """Record an account elsewhere that the customer uses."""
    asked = await stamp(request, idempotency_key)
    account = LinkedAccount(id=id_from_key("acc", asked), kind=data.kind, name=data.name, linked_at=asked.booked_at)
    await link_account(desk_of(request).database, asked, customer_id, account)
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/related-parties", summary="Relate two customers", tags=_TAGS)
async def create_related_party(
    request: AppRequest,
    customer_id: PathCustomerId,
    data: JSONBody[RelatedPartyRequest],
    idempotency_key: IdempotencyKey,
) -> CustomerDetail:
    """Record whom the customer is related to. All who hang together by that are one group."""
    asked = await stamp(request, idempotency_key)
    party = RelatedParty(
        customer_id=customer_id, related_id=data.related_id, relation=data.relation, since=asked.booked_at
    )
    await relate_customers(desk_of(request).database, asked, party)
    return await _detail(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/lines", summary="Give a customer its line", tags=_TAGS)
async def create_customer_line(
    request: AppRequest,
    customer_id: PathCustomerId,
    data: JSONBody[CustomerLineRequest],
    idempotency_key: IdempotencyKey,
) -> Exposure:
    """Say that a line is this customer's. What bounds the customer bounds the line from now on."""
    asked = await stamp(request, idempotency_key)
    await give_line(desk_of(request).database, asked, customer_id, data.line_id)
    return await _exposure(desk_of(request), customer_id)


@post_command("/customers/{customer_id:str}/limit", summary="Bound a customer", tags=_TAGS)
async def create_customer_limit(
    request: AppRequest, customer_id: PathCustomerId, data: JSONBody[BoundRequest], idempotency_key: IdempotencyKey
) -> Exposure:
    """Set what all lines of the customer together may come to. Below what stands already nothing falls due."""
    asked = await stamp(request, idempotency_key)
    most = limit_minor(data.limit, data.currency)
    await limit_customer(desk_of(request).database, asked, customer_id, most, data.currency)
    return await _exposure(desk_of(request), customer_id)


@get("/customers/{customer_id:str}/exposure", summary="Read a customer's exposure", tags=_TAGS, responses=READ_PROBLEMS)
async def show_exposure(request: AppRequest, customer_id: PathCustomerId) -> Exposure:
    """Read what stands in all lines of the customer."""
    return await _exposure(desk_of(request), customer_id)


@post_command("/customer-groups/{group_id:str}/limit", summary="Bound a group", tags=_TAGS)
async def create_group_limit(
    request: AppRequest, group_id: PathGroupId, data: JSONBody[BoundRequest], idempotency_key: IdempotencyKey
) -> Exposure:
    """Set what all lines of a customer and its related parties together may come to."""
    asked = await stamp(request, idempotency_key)
    most = limit_minor(data.limit, data.currency)
    await limit_group(desk_of(request).database, asked, group_id, most, data.currency)
    return await _group_exposure(desk_of(request), group_id)


@get("/customer-groups/{group_id:str}/exposure", summary="Read a group's exposure", tags=_TAGS, responses=READ_PROBLEMS)
async def show_group_exposure(request: AppRequest, group_id: PathGroupId) -> Exposure:
    """Read what stands in all lines of the group."""
    return await _group_exposure(desk_of(request), group_id)


async def _detail(desk: Desk, customer_id: str) -> CustomerDetail:
    database = desk.database
    return customer_detail(
        await read_customer(database, customer_id),
        await read_evidence(database, customer_id),
        await read_consents(database, customer_id),
        await read_linked_accounts(database, customer_id),
        await read_related_parties(database, customer_id),
    )


async def _exposure(desk: Desk, customer_id: str) -> Exposure:
    customer = await read_customer(desk.database, customer_id)
    lines = await read_lines_of(desk.database, customer_id=customer_id)
    return exposure_answer(lines, customer.limit_minor, customer.currency)


async def _group_exposure(desk: Desk, group_id: str) -> Exposure:
    group = await read_group(desk.database, group_id)
    lines = await read_lines_of(desk.database, group_id=group_id)
    return exposure_answer(lines, group.limit_minor, group.currency)


HANDLERS = [
    create_customer,
    list_customers,
    show_customer,
    create_evidence,
    create_consent,
    end_consent,
    create_linked_account,
    create_related_party,
    create_customer_line,
    create_customer_limit,
    show_exposure,
    create_group_limit,
    show_group_exposure,
]
