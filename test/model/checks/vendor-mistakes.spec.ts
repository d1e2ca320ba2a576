import { changing, refuses } from "../../support/mistakes.ts";
import { organization } from "../../support/sample.ts";

const GOOD = 'account: "900000000010", externalId: watch-4711, because: monitoring';
const TAKES = "takes: { orders-prod: [monitoring/Watchtower] }";
const declaring = (vendor: string) =>
  changing(organization, "externalParties:\n", `vendors:\n  watchtower: { ${vendor} }\nexternalParties:\n`);

refuses("vendors", [
  { fact: "takes a vendor with a day of review", make: declaring(`${GOOD}, ${TAKES}, reviewBy: 2027-06-30`), problems: [] },
  { fact: "takes a vendor with an end", make: declaring(`${GOOD}, ${TAKES}, until: 2027-06-30, role: collector`), problems: [] },
  {
    fact: "refuses a vendor without an end or a day of review",
    make: declaring(`${GOOD}, ${TAKES}`),
    problems: [
      `organization.yaml:27:3: vendors.watchtower: has neither an end nor a day of review; add until: <last day>, or reviewBy: <day>, YYYY-MM-DD`,
    ],
  },
  {
    fact: "refuses a vendor without an external id",
    make: declaring(`account: "900000000010", because: monitoring, ${TAKES}, until: 2027-06-30`),
    problems: [`organization.yaml:27:3: vendors.watchtower.externalId: is missing; add it, like externalId: nightjar-4711-acme`],
  },
  {
    fact: "refuses an account of the organization",
    make: declaring(`account: "200000000002", externalId: watch-4711, because: monitoring, ${TAKES}, until: 2027-06-30`),
    problems: [
      `organization.yaml:27:26: vendors.watchtower.account: is an account of this organization (orders-prod), got "200000000002"; name the vendor's own account`,
    ],
  },
  {
    fact: "refuses roles in an account that nobody declared",
    make: declaring(`${GOOD}, takes: { orders-prd: [monitoring/Watchtower] }, until: 2027-06-30`),
    problems: [
      `organization.yaml:27:96: vendors.watchtower.takes.orders-prd: is not a declared account, got "orders-prd"; did you mean "orders-prod"?`,
    ],
  },
  {
    fact: "refuses the role of a workload, which uses data",
    make: declaring(`${GOOD}, takes: { orders-prod: [team/nightly] }, until: 2027-06-30`),
    problems: [
      `organization.yaml:27:110: vendors.watchtower.takes.orders-prod[0]: is the role of a workload, which uses data, got "team/nightly"; give the vendor a role of its own`,
    ],
  },
  {
    fact: "refuses roles of Palisade's",
    make: declaring(`${GOOD}, takes: { orders-prod: [PalisadeDeploy, palisade/access/x] }, until: 2027-06-30`),
    problems: [
      `organization.yaml:27:110: vendors.watchtower.takes.orders-prod[0]: is a role of Palisade's or of AWS's own, got "PalisadeDeploy"; name the role that was made for the vendor`,
      `organization.yaml:27:126: vendors.watchtower.takes.orders-prod[1]: is a role of Palisade's or of AWS's own, got "palisade/access/x"; name the role that was made for the vendor`,
    ],
  },
  {
    fact: "refuses one role for two vendors",
    make: changing(
      organization,
      "externalParties:\n",
      `vendors:\n  watchtower: { ${GOOD}, ${TAKES}, until: 2027-06-30 }\n  other: { ${GOOD.replace("0010", "0011")}, ${TAKES}, until: 2027-06-30 }\nexternalParties:\n`,
    ),
    problems: [
      `organization.yaml:28:105: vendors.other.takes.orders-prod[0]: is the role of "watchtower" already, got "monitoring/Watchtower"; give each vendor a role of its own`,
    ],
  },
  {
    fact: "refuses the name of an external party",
    make: changing(
      organization,
      "externalParties:\n",
      `vendors:\n  nightjar: { ${GOOD}, ${TAKES}, until: 2027-06-30 }\nexternalParties:\n`,
    ),
    problems: [`organization.yaml:27:3: vendors.nightjar: is an external party too, got "nightjar"; give the vendor another name`],
  },
  {
    fact: "refuses a vendor whose account, without a role, is an external party's",
    make: declaring(`account: "900000000009", externalId: watch-4711, because: monitoring, ${TAKES}, until: 2027-06-30`),
    problems: [
      'organization.yaml:27:26: vendors.watchtower.account: lets in principals of "nightjar", which is declared for other things, got "900000000009"; name a role for each that the other does not use',
    ],
  },
  {
    fact: "refuses a vendor with the role of another",
    make: changing(
      organization,
      "externalParties:\n",
      `vendors:\n  watchtower: { ${GOOD}, role: a, ${TAKES}, until: 2027-06-30 }\n  other: { ${GOOD}, role: a, takes: { orders-prod: [b] }, until: 2027-06-30 }\nexternalParties:\n`,
    ),
    problems: [
      'organization.yaml:28:88: vendors.other.role: lets in principals of "watchtower", which is declared for other things, got "a"; name a role for each that the other does not use',
    ],
  },
  {
    fact: "warns of a vendor whose time is over",
    make: declaring(`${GOOD}, ${TAKES}, until: 2026-11-01`),
    problems: [],
    warnings: [
      `organization.yaml:27:143: vendors.watchtower.until: ended with this day, and takes no role, got "2026-11-01"; remove it, or extend it`,
    ],
  },
  {
    fact: "warns of a vendor that ends soon",
    make: declaring(`${GOOD}, ${TAKES}, until: 2026-12-01`),
    problems: [],
    warnings: [`organization.yaml:27:143: vendors.watchtower.until: ends in 10 days, got "2026-12-01"; extend it in time, or let it end`],
  },
  {
    fact: "warns of a vendor that was to be reviewed",
    make: declaring(`${GOOD}, ${TAKES}, reviewBy: 2026-11-01`),
    problems: [],
    warnings: [
      `organization.yaml:27:146: vendors.watchtower.reviewBy: was to be reviewed by this day, and takes its roles still, got "2026-11-01"; look at what its roles may do, then write the next day of review`,
    ],
  },
]);
