import { changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf, organization } from "../../support/sample.ts";

const tagged = (tags: string) => changing(accountOf("orders-prod"), "workloads:\n", `tags: ${tags}\nworkloads:\n`);
const many = (count: number): string => Array.from({ length: count }, (_, index) => `t${index.toString()}: x`).join(", ");
const service = (line: string) => changing(accountOf("web-dev"), "workloads:\n", `letThrough: { ${line} }\nworkloads:\n`);

refuses("texts that AWS refuses", [
  {
    fact: "refuses a tag's value with a character that IAM does not take, and names those it does",
    make: tagged("{ team: payments (eu) }"),
    problems: [
      'accounts/orders-prod/account.yaml:7:15: tags.team: must be a tag value: at most 256 letters, digits, spaces and _.:/=+-@, got "payments (eu)"; write it like orders',
    ],
  },
  {
    fact: "takes a tag with spaces, letters of any language, and no value",
    make: tagged('{ Kosten Stelle: Ärzte 1@x, none: "" }'),
    problems: [],
  },
  {
    fact: "refuses the same character in a tag's key",
    make: tagged("{ team(eu): payments }"),
    problems: [
      'accounts/orders-prod/account.yaml:7:9: tags.team(eu): must be a tag key: at most 128 letters, digits, spaces and _.:/=+-@, got "team(eu)"; rename it, like costCenter',
    ],
  },
  {
    fact: "refuses tags that are reserved for AWS and for stacks, whatever their case",
    make: tagged("{ Aws:team: a, Palisade:vpc: b }"),
    problems: [
      'accounts/orders-prod/account.yaml:7:9: tags.Aws:team: is reserved for AWS, got "Aws:team"; rename the tag',
      'accounts/orders-prod/account.yaml:7:22: tags.Palisade:vpc: is reserved for what stacks and guardrails tag, got "Palisade:vpc"; rename the tag',
    ],
  },
  {
    fact: "refuses two tags whose keys differ in case alone",
    make: tagged("{ team: a, Team: b }"),
    problems: [
      'accounts/orders-prod/account.yaml:7:18: tags.Team: differs from "team" in case alone, and IAM takes both for one, got "Team"; keep one of the two',
    ],
  },
  { fact: "takes as many tags as fit beside those of stacks", make: tagged(`{ ${many(46)} }`), problems: [] },
  {
    fact: "refuses one more",
    make: tagged(`{ ${many(47)} }`),
    problems: ["accounts/orders-prod/account.yaml:7:1: tags: has too many tags, got 47; AWS takes 50, of which stacks need 4; keep 46"],
  },
  {
    fact: "refuses a prefix of tenants that no policy document may contain",
    make: changing(dataOf("tickets-prod"), 'prefix: "Tenant#"', 'prefix: "Mandant№"'),
    problems: [
      'accounts/tickets-prod/data.yaml:11:15: tables.tickets.tenants.prefix: must be the text in front of the tenant\'s id: at most 128 characters up to U+00FF, without * ? $, got "Mandant№"; write it like "Tenant#"',
    ],
  },
  {
    fact: "refuses a session tag of tenants that is reserved",
    make: changing(dataOf("tickets-prod"), "tag: TenantId", "tag: palisade:vpc"),
    problems: [
      'accounts/tickets-prod/data.yaml:10:12: tables.tickets.tenants.tag: is reserved for what stacks and guardrails tag, got "palisade:vpc"; rename the tag, like TenantId',
    ],
  },
  {
    fact: "refuses a service that AWS does not have",
    make: service("services: { athina.amazonaws.com: analysts }"),
    problems: [
      'accounts/web-dev/account.yaml:7:27: letThrough.services.athina.amazonaws.com: is no AWS service, and IAM takes no role policy that names it, got "athina.amazonaws.com"; did you mean "athena.amazonaws.com"?',
    ],
  },
  {
    fact: "refuses it as the service of a role, too",
    make: service("serviceRoles: { service-role/x: { service: daxx.amazonaws.com, because: the cluster } }"),
    problems: [
      'accounts/web-dev/account.yaml:7:58: letThrough.serviceRoles.service-role/x.service: is no AWS service, and IAM takes no role policy that names it, got "daxx.amazonaws.com"; did you mean "dax.amazonaws.com"?',
    ],
  },
  {
    fact: "refuses an address that Organizations does not take",
    make: changing(accountOf("checkout-prod"), "aws+checkout-prod@acme.example", "o'brien@acme.example"),
    problems: [
      'accounts/checkout-prod/account.yaml:4:8: email: must be an e-mail address that AWS takes: at most 64 characters, without spaces, quotes, brackets or :;,\\|%&, got "o\'brien@acme.example"; write it like aws+orders@acme.example',
    ],
  },
  {
    fact: "refuses an alarm topic in a region that is none",
    make: changing(organization, "arn:aws:sns:eu-west-1:200000000001", "arn:aws:sns:eu-west--1:200000000001"),
    problems: [
      'organization.yaml:15:15: breakGlass.alarmTopic: must be the ARN of an SNS topic, got "arn:aws:sns:eu-west--1:200000000001:break-glass"; write it like arn:aws:sns:eu-west-1:200000000001:alarms',
    ],
  },
  {
    fact: "refuses a description with a control character",
    make: changing(dataOf("keystore-prod"), "description: ", 'description: "\\u0001" # '),
    problems: [
      'accounts/keystore-prod/data.yaml:13:18: keys.wrapping.description: must be a description in words, got "\\u0001"; write it like What the invoicer signs with',
    ],
  },
  {
    fact: "refuses more projected attributes than DynamoDB takes, all indexes together",
    make: changing(
      dataOf("orders-prod"),
      "    indexes:\n",
      `    localIndexes: { wide: { sort: { at: string }, project: [${Array.from({ length: 101 }, (_, index) => `a${index.toString()}`).join(", ")}] } }\n    indexes:\n`,
    ),
    problems: [
      "accounts/orders-prod/data.yaml:5:5: tables.orders.localIndexes: projects too many attributes by name, all indexes together, got 101; AWS takes 100; name fewer, or write project: all",
    ],
  },
]);
