"""The HTTP status of every error, and the field that it is about. The one place that knows either."""

from creditline.access.pass_token import PassInvalid
from creditline.appeals.refusals import (
    AppealElsewhere,
    AppealSettled,
    AppealWouldLower,
    EffectMisplaced,
    EvidenceTooOld,
    NoExtensionLeft,
    OwnWordsMissing,
    SecondPersonMissing,
)
from creditline.customers.customer import BirthDateMisplaced
from creditline.customers.evidence import EvidenceTooShort
from creditline.customers.limits import TemporaryLimitTooShort
from creditline.dates.business_date import ZoneUnknown
from creditline.dates.clock import ClockWouldGoBack
from creditline.dates.duration import DurationMalformed
from creditline.decisions.fact_text import FactMalformed
from creditline.decisions.flags import FlagClosed, RenewalUnreasoned
from creditline.decisions.replay import SourceMissing
from creditline.funding.agreement import ShareBelowMinimum, SharesIncomplete, ShareTwice
from creditline.law.shipped import PackUnknown
from creditline.lines.apply import CurrencyMismatch
from creditline.lines.hardship import NoProduct, PauseTooShort
from creditline.lines.hold import HoldTooLate
from creditline.lines.open_line import ProductCurrency, TermTooShort
from creditline.lines.product import MethodNotOffered, PeriodsNotOffered, RailUnknown
from creditline.money.amount import AmountMalformed, AmountNotPositive, AmountTooLarge
from creditline.money.currency import CurrencyUnknown
from creditline.notices.render import FieldsMissing, WordsForbidden
from creditline.policy.fault import PolicyRefused
from creditline.store.appeals import AppealUnknown, EvidenceUnknown
from creditline.store.customers import ConsentUnknown, CustomerExists, CustomerUnknown, GroupUnknown
from creditline.store.database import GroupRejected, StoreUnavailable
from creditline.store.decision_files import DecisionUnknown, FlagUnknown, OfferUnknown, ProfileUnknown
from creditline.store.files import FilesUnavailable
from creditline.store.jobs import JobUnknown
from creditline.store.lifecycle import CertificateUnknown, PolicyVersionUnknown, ProposalUnknown
from creditline.store.lines import LineUnknown, NothingKnown
from creditline.store.notice_files import NoticeUnknown
from creditline.store.participants import AgreementExists, AgreementUnknown, ParticipantExists, ParticipantUnknown
from creditline.store.people import KeyUnknown
from creditline.store.product_files import ProductUnreadable
from creditline.store.products import ProductUnknown
from creditline.store.shadows import ShadowUnknown
from creditline.store.webhooks import DeliveryUnknown, EndpointDisabled, EndpointUnknown
from creditline.usecases.advance_clock import ClockTooFar, NotASandbox
from creditline.usecases.answering import HoldIsFlagged, OfferClosed
from creditline.usecases.bound_customer import CustomerCurrencyMismatch, RelatedToItself
from creditline.usecases.bound_line import AgreementNotInForce, LineDrawn
from creditline.usecases.decide_appeal import EffectRefused, ReleaseUnknown
from creditline.usecases.deciding import DecisionImpossible, LimitIsDecided
from creditline.usecases.edit_policy import (
    EntryMissing,
    FileUnknown,
    RowUnknown,
    RowUnusable,
    TableUnknown,
    VersionUnnamed,
)
from creditline.usecases.enrol_line import PolicyNotActive
from creditline.usecases.file_appeal import AppealOpen, NothingToAppeal, TooManyPapers
from creditline.usecases.index_lines import PhoneMalformed
from creditline.usecases.monitor_card import CauseMissing, NotPaused
from creditline.usecases.queue import QueueFull, WriterStopped
from creditline.usecases.register_card import ActivationInPast, ApproverMissing, AssessmentMissing, CardUnknown
from creditline.usecases.release_policy import (
    CertificateOfAnother,
    NothingBefore,
    NothingToWaive,
    PromiseRefuted,
    PromiseUnproven,
    ProposalSettled,
    SamePerson,
    StartsInPast,
)
from creditline.usecases.sequence import Defect, KeyReused, LineExists
from creditline.usecases.share_funding import OwnShareMissing, ParticipantCurrencyMismatch
from creditline.usecases.sign_in import SignInFailed
from creditline.usecases.what_if import NothingSupposed
from creditline.usecases.work_appeal import AppealMoved
from creditline.usecases.writer import KeyInFlight
from creditline.web.gate import AskedTooOften, CredentialInvalid, CredentialMissing, CrossOrigin, NotAllowed
from creditline.web.oidc import OidcAbsent, ProviderUnusable
from creditline.web.outgoing.target import TargetRefused
from creditline.web.paper import PaperEmpty, PaperTooLarge, PaperUnreadable, PaperUnusable
from creditline.web.proof_views import CounterexampleUnknown

STATUS: dict[type[Exception], int] = {
    CredentialMissing: 401,
    CredentialInvalid: 401,
    PassInvalid: 401,
    SignInFailed: 401,
    NotAllowed: 403,
    CrossOrigin: 403,
    AppealUnknown: 404,
    EvidenceUnknown: 404,
    JobUnknown: 404,
    RowUnknown: 404,
    FileUnknown: 404,
    TableUnknown: 404,
    EntryMissing: 422,
    RowUnusable: 422,
    VersionUnnamed: 422,
    CounterexampleUnknown: 404,
    KeyUnknown: 404,
    OidcAbsent: 404,
    LineUnknown: 404,
    NothingKnown: 404,
    NotASandbox: 404,
    DecisionUnknown: 404,
    FlagUnknown: 404,
    OfferUnknown: 404,
    ProfileUnknown: 404,
    SourceMissing: 404,
    NoticeUnknown: 404,
    EndpointUnknown: 404,
    DeliveryUnknown: 404,
    EndpointDisabled: 422,
    TargetRefused: 422,
    FieldsMissing: 422,
    WordsForbidden: 422,
    PolicyNotActive: 422,
    DecisionImpossible: 422,
    LimitIsDecided: 422,
    HoldIsFlagged: 422,
    FlagClosed: 422,
    OfferClosed: 422,
    NothingSupposed: 422,
    RenewalUnreasoned: 422,
    FactMalformed: 422,
    CardUnknown: 404,
    PolicyVersionUnknown: 404,
    CertificateUnknown: 404,
    ProposalUnknown: 404,
    ShadowUnknown: 404,
    PolicyRefused: 422,
    PackUnknown: 422,
    CertificateOfAnother: 422,
    PromiseRefuted: 422,
    PromiseUnproven: 422,
    SamePerson: 422,
    ProposalSettled: 422,
    NothingToWaive: 422,
    StartsInPast: 422,
    NothingBefore: 422,
    KeyInFlight: 409,
    AppealMoved: 409,
    PaperTooLarge: 413,
    AppealElsewhere: 422,
    AppealOpen: 422,
    AppealSettled: 422,
    AppealWouldLower: 422,
    EffectMisplaced: 422,
    EffectRefused: 422,
    EvidenceTooOld: 422,
    NoExtensionLeft: 422,
    NothingToAppeal: 422,
    OwnWordsMissing: 422,
    PaperEmpty: 422,
    PaperUnreadable: 422,
    PaperUnusable: 422,
    PhoneMalformed: 422,
    ReleaseUnknown: 422,
    SecondPersonMissing: 422,
    TooManyPapers: 422,
    LineExists: 422,
    ApproverMissing: 422,
    AssessmentMissing: 422,
    ActivationInPast: 422,
    CauseMissing: 422,
    NotPaused: 422,
    CustomerUnknown: 404,
    GroupUnknown: 404,
    ConsentUnknown: 404,
    ParticipantUnknown: 404,
    AgreementUnknown: 404,
    BirthDateMisplaced: 422,
    EvidenceTooShort: 422,
    TemporaryLimitTooShort: 422,
    ShareBelowMinimum: 422,
    SharesIncomplete: 422,
    ShareTwice: 422,
    CustomerExists: 422,
    CustomerCurrencyMismatch: 422,
    RelatedToItself: 422,
    LineDrawn: 422,
    AgreementNotInForce: 422,
    ParticipantExists: 422,
    ParticipantCurrencyMismatch: 422,
    AgreementExists: 422,
    OwnShareMissing: 422,
    KeyReused: 422,
    CurrencyMismatch: 422,
    HoldTooLate: 422,
    TermTooShort: 422,
    ProductCurrency: 422,
    ProductUnknown: 422,
    MethodNotOffered: 422,
    PeriodsNotOffered: 422,
    RailUnknown: 422,
    NoProduct: 422,
    PauseTooShort: 422,
    AmountMalformed: 422,
    AmountNotPositive: 422,
    AmountTooLarge: 422,
    CurrencyUnknown: 422,
    ZoneUnknown: 422,
    DurationMalformed: 422,
    ClockTooFar: 422,
    ClockWouldGoBack: 422,
    GroupRejected: 422,
    AskedTooOften: 429,
    Defect: 500,
    ProductUnreadable: 500,
    QueueFull: 503,
    ProviderUnusable: 502,
    FilesUnavailable: 503,
    StoreUnavailable: 503,
    WriterStopped: 503,
}

POINTER: dict[type[Exception], str] = {
    NothingToAppeal: "/against",
    OwnWordsMissing: "/words",
    PhoneMalformed: "/phone",
    TargetRefused: "/url",
    WordsForbidden: "/words",
    CurrencyMismatch: "/currency",
    HoldTooLate: "/expires_at",
    TermTooShort: "/expires_on",
    ProductCurrency: "/currency",
    ProductUnknown: "/product",
    MethodNotOffered: "/method",
    PeriodsNotOffered: "/periods",
    RailUnknown: "/rail",
    PauseTooShort: "/until",
    CurrencyUnknown: "/currency",
    AmountMalformed: "/amount",
    AmountNotPositive: "/amount",
    AmountTooLarge: "/amount",
    BirthDateMisplaced: "/birth_date",
    EvidenceTooShort: "/valid_until",
    TemporaryLimitTooShort: "/ends_at",
    CustomerCurrencyMismatch: "/currency",
    RelatedToItself: "/related_id",
    ShareBelowMinimum: "/shares",
    SharesIncomplete: "/shares",
    ShareTwice: "/shares",
    OwnShareMissing: "/shares",
    ZoneUnknown: "/zone",
    DurationMalformed: "/by",
    ClockTooFar: "/to",
    ClockWouldGoBack: "/to",
    FactMalformed: "/facts",
    PolicyNotActive: "/policy",
    RenewalUnreasoned: "/words",
    ApproverMissing: "/second_person",
    AssessmentMissing: "/assessment",
    ActivationInPast: "/from_at",
    CauseMissing: "/cause",
    NothingSupposed: "/utilisation_bps",
}
