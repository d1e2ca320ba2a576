import { changing, refuses, removing, writing } from "../../support/mistakes.ts";
import { accountOf, dataOf, organization } from "../../support/sample.ts";

refuses("the shape of a file", [
  {
    fact: "refuses a file without its required fields",
    make: changing(organization, "homeRegion: eu-west-1\n", ""),
    problems: ["organization.yaml:3:1: homeRegion: is missing; add it, like homeRegion: eu-west-1"],
  },
  {
    fact: "suggests the field that a misspelt one means, and does not call that one missing",
    make: changing(accountOf("orders-prod"), "organizationalUnit:", "organisationalUnit:"),
    problems: ['accounts/orders-prod/account.yaml:4:1: organisationalUnit: is not a field here; did you mean "organizationalUnit"?'],
  },
  {
    fact: "names the fields to choose from where none is near",
    make: changing(accountOf("orders-prod"), "workloads:\n", "budget: 12\nworkloads:\n"),
    problems: [
      "accounts/orders-prod/account.yaml:7:1: budget: is not a field here; choose from account, attachedPolicies, because, clusters, defaults, deployers, deployment, description and 9 more",
    ],
  },
  {
    fact: "asks for quotes around an account id",
    make: changing(accountOf("orders-prod"), '"200000000002"', "200000000002"),
    problems: [
      'accounts/orders-prod/account.yaml:3:5: id: must be an account id: twelve digits, in quotes, got 200000000002; put it in quotes: "200000000002"',
    ],
  },
  {
    fact: "shows an account id with leading zeros as it was written",
    make: changing(accountOf("orders-prod"), '"200000000002"', "000000000012"),
    problems: [
      'accounts/orders-prod/account.yaml:3:5: id: must be an account id: twelve digits, in quotes, got 000000000012; put it in quotes: "000000000012"',
    ],
  },
  {
    fact: "asks for quotes around a reason that reads as a number",
    make: changing(dataOf("orders-prod"), "because: month-end close", "because: 2027"),
    problems: [
      'accounts/orders-prod/data.yaml:13:81: tables.orders.sharedWith.analytics-prod/nightly-etl.because: must be a reason in words, at least three characters, got 2027; put it in quotes: "2027"',
    ],
  },
  {
    fact: "refuses an account id of eleven digits",
    make: changing(accountOf("orders-prod"), '"200000000002"', '"20000000002"'),
    problems: [
      'accounts/orders-prod/account.yaml:3:5: id: must be an account id: twelve digits, in quotes, got "20000000002"; write it like "200000000002"',
    ],
  },
  {
    fact: "refuses a number too large to be one",
    make: changing(accountOf("orders-prod"), "zones: 3", "zones: 1e999"),
    problems: [
      'accounts/orders-prod/account.yaml:6:57: networks.main.zones: must be a number of availability zones, 1 to 3, got "1e999"; write it like 3',
    ],
  },
  {
    fact: "refuses too many zones",
    make: changing(accountOf("orders-prod"), "zones: 3", "zones: 7"),
    problems: [
      "accounts/orders-prod/account.yaml:6:57: networks.main.zones: must be a number of availability zones, 1 to 3, got 7; write it like 3",
    ],
  },
  {
    fact: "refuses half a zone",
    make: changing(accountOf("orders-prod"), "zones: 3", "zones: 1.5"),
    problems: [
      "accounts/orders-prod/account.yaml:6:57: networks.main.zones: must be a number of availability zones, 1 to 3, got 1.5; write it like 3",
    ],
  },
  {
    fact: "refuses a yes where true is meant",
    make: changing(accountOf("orders-prod"), "pollsStreams: true", "pollsStreams: yes"),
    problems: [
      'accounts/orders-prod/account.yaml:9:61: workloads.projector.pollsStreams: must be true or false: whether Lambda polls DynamoDB streams for the function, got "yes"; write it like true',
    ],
  },
  {
    fact: "refuses a day that is not in the calendar",
    make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 2027-02-30"),
    problems: [
      'accounts/orders-prod/data.yaml:16:100: tables.orders.sharedWith.external/nightjar.until: is not a day of the calendar, got "2027-02-30"; correct the month or the day',
    ],
  },
  {
    fact: "refuses a day in another notation",
    make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 31.1.2027"),
    problems: [
      'accounts/orders-prod/data.yaml:16:100: tables.orders.sharedWith.external/nightjar.until: must be a day as YYYY-MM-DD, got "31.1.2027"; write it like 2027-03-31',
    ],
  },
  {
    fact: "refuses a list in place of a mapping",
    make: changing(accountOf("web-dev"), "  storybook: { runsOn: ecs, network: main }", "  - storybook"),
    problems: [
      'accounts/web-dev/account.yaml:8:3: workloads: must be workloads by name, got ["storybook"]; write it like { api: { runsOn: lambda, network: main } }',
    ],
  },
  {
    fact: "refuses a text in place of a mapping",
    make: changing(accountOf("web-dev"), "storybook: { runsOn: ecs, network: main }", "storybook: ecs"),
    problems: [
      'accounts/web-dev/account.yaml:8:14: workloads.storybook: must be a workload, got "ecs"; write it like { runsOn: lambda, network: main }',
    ],
  },
  {
    fact: "refuses a text in place of a list",
    make: changing(dataOf("web-dev"), "can: [read, scan, write]", "can: read"),
    problems: [
      'accounts/web-dev/data.yaml:6:25: tables.drafts.usedBy.storybook.can: must be a list of rights, got "read"; write it like [read, write]',
    ],
  },
  {
    fact: "refuses an empty list",
    make: changing(dataOf("web-dev"), "can: [read, scan, write]", "can: []"),
    problems: [
      "accounts/web-dev/data.yaml:6:25: tables.drafts.usedBy.storybook.can: must be a list of rights, got []; write it like [read, write]",
    ],
  },
  {
    fact: "refuses a list that repeats itself",
    make: changing(dataOf("web-dev"), "can: [read, scan, write]", "can: [read, read]"),
    problems: [
      'accounts/web-dev/data.yaml:6:25: tables.drafts.usedBy.storybook.can: names something twice, got ["read","read"]; remove the repeats',
    ],
  },
  {
    fact: "refuses an empty text",
    make: changing(dataOf("orders-prod"), "because: month-end close", 'because: ""'),
    problems: [
      'accounts/orders-prod/data.yaml:13:81: tables.orders.sharedWith.analytics-prod/nightly-etl.because: must be a reason in words, at least three characters, got ""; write it like month-end close',
    ],
  },
  {
    fact: "refuses an account's name in capitals",
    make: changing(accountOf("orders-prod"), "account: orders-prod", "account: Orders-Prod"),
    problems: [
      'accounts/orders-prod/account.yaml:2:10: account: must be the name of an account: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got "Orders-Prod"; write it like orders-prod',
    ],
  },
  {
    fact: "refuses a workload's name that is too long",
    make: changing(
      accountOf("security"),
      "organizationalUnit: security",
      `organizationalUnit: security\nnetworks:\n  ${"n".repeat(41)}: { region: eu-west-1, cidr: 10.1.0.0/16 }`,
    ),
    problems: [
      'accounts/security/account.yaml:7:3: networks.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn: must be the name of a network: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"; rename it, like main',
    ],
  },
  {
    fact: "refuses a name with a number first",
    make: changing(accountOf("web-dev"), "  storybook:", "  7:"),
    problems: [
      'accounts/web-dev/account.yaml:8:3: workloads.7: must be the name of a workload: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got "7"; rename it, like api',
    ],
  },
  {
    fact: "refuses a workload that runs on something else, with the likely word",
    make: changing(accountOf("web-dev"), "runsOn: ecs", "runsOn: esc"),
    problems: [
      'accounts/web-dev/account.yaml:8:24: workloads.storybook.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "esc"; did you mean "ecs"?',
    ],
  },
  {
    fact: "refuses a workload that says not what it runs on",
    make: changing(accountOf("web-dev"), "{ runsOn: ecs, network: main }", "{ network: main }"),
    problems: [
      "accounts/web-dev/account.yaml:8:3: workloads.storybook.runsOn: is missing; add runsOn: ec2, or another of ec2, lambda, ecs, service, ci, eks",
    ],
  },
  {
    fact: "refuses a workload on a list",
    make: changing(accountOf("web-dev"), "runsOn: ecs", "runsOn: [ecs]"),
    problems: [
      'accounts/web-dev/account.yaml:8:24: workloads.storybook.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got ["ecs"]; choose one of them',
    ],
  },
  {
    fact: "refuses a field of another kind of workload",
    make: changing(
      accountOf("platform-prod"),
      "{ runsOn: eks, cluster: main, namespace: billing, serviceAccount: invoicer }",
      "{ runsOn: ecs, cluster: main, namespace: billing, serviceAccount: invoicer }",
    ),
    problems: [
      "accounts/platform-prod/account.yaml:12:3: workloads.invoicer.network: is missing; add it, like network: main",
      "accounts/platform-prod/account.yaml:12:28: workloads.invoicer.cluster: does not go with runsOn: ecs; remove one of the two",
      "accounts/platform-prod/account.yaml:12:43: workloads.invoicer.namespace: does not go with runsOn: ecs; remove one of the two",
      "accounts/platform-prod/account.yaml:12:63: workloads.invoicer.serviceAccount: does not go with runsOn: ecs; remove one of the two",
    ],
  },
  {
    fact: "refuses a network that says neither what it is nor where",
    make: changing(accountOf("web-dev"), "main: { region: eu-west-1, cidr: 10.130.0.0/16, zones: 1 }", "main: {}"),
    problems: [
      "accounts/web-dev/account.yaml:6:9: networks.main: must be a network: created, existing or shared, got {}; write it like { region: eu-west-1, cidr: 10.20.0.0/16, zones: 3 }",
    ],
  },
  {
    fact: "refuses a network that exists and is shared at once",
    make: changing(
      accountOf("web-dev"),
      "main: { region: eu-west-1, cidr: 10.130.0.0/16, zones: 1 }",
      "main: { existing: vpc-0a1b2c3d4e5f60719, sharedFrom: orders-prod/main }",
    ),
    problems: ["accounts/web-dev/account.yaml:6:11: networks.main.existing: does not go with sharedFrom; remove one of the two"],
  },
  {
    fact: "refuses a VPC id with a typing error",
    make: changing(accountOf("platform-prod"), "vpc-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f6071g"),
    problems: [
      'accounts/platform-prod/account.yaml:7:21: networks.main.existing: must be a VPC id, got "vpc-0a1b2c3d4e5f6071g"; write it like vpc-0a1b2c3d4e5f60718',
    ],
  },
  {
    fact: "suggests the region that a misspelt one means",
    make: changing(accountOf("web-dev"), "region: eu-west-1", "region: eu-wset-1"),
    problems: [
      'accounts/web-dev/account.yaml:6:19: networks.main.region: must be an AWS region, got "eu-wset-1"; did you mean "eu-west-1"?',
    ],
  },
  {
    fact: "suggests the right that a misspelt one means",
    make: changing(dataOf("web-dev"), "can: [read, scan, write]", "can: [raed, scan, write]"),
    problems: [
      'accounts/web-dev/data.yaml:6:26: tables.drafts.usedBy.storybook.can[0]: must be one of read, scan, write, stream, settings, got "raed"; did you mean "read"?',
    ],
  },
  {
    fact: "names the rights where none is near",
    make: changing(dataOf("web-dev"), "can: [read, scan, write]", 'can: ["dynamodb:*"]'),
    problems: [
      'accounts/web-dev/data.yaml:6:26: tables.drafts.usedBy.storybook.can[0]: must be one of read, scan, write, stream, settings, got "dynamodb:*"; choose one of them',
    ],
  },
  {
    fact: "suggests the purpose that a misspelt one means",
    make: changing(dataOf("orders-prod"), "purpose: etl", "purpose: elt"),
    problems: [
      'accounts/orders-prod/data.yaml:13:67: tables.orders.sharedWith.analytics-prod/nightly-etl.purpose: must be one of etl, migration, governance, external, global-table, shared-service, got "elt"; did you mean "etl"?',
    ],
  },
  {
    fact: "suggests the way of sharing that a misspelt one means",
    make: changing(dataOf("keystore-prod"), "{ can: [decrypt], how: role,", "{ can: [decrypt], how: rôle,"),
    problems: [
      'accounts/keystore-prod/data.yaml:17:54: keys.wrapping.sharedWith.pipeline-prod/pipeline.how: must be one of resource-policy, role, irsa, pod-identity, got "rôle"; did you mean "role"?',
    ],
  },
  {
    fact: "refuses a key of two attributes",
    make: changing(dataOf("web-dev"), "{ draftId: string }", "{ draftId: string, page: number }"),
    problems: [
      'accounts/web-dev/data.yaml:4:23: tables.drafts.key.partition: must be exactly one attribute, got {"draftId":"string","page":"number"}; write it like { orderId: string }',
    ],
  },
  {
    fact: "refuses a key attribute of an unknown type",
    make: changing(dataOf("web-dev"), "{ draftId: string }", "{ draftId: text }"),
    problems: [
      'accounts/web-dev/data.yaml:4:34: tables.drafts.key.partition.draftId: must be one of string, number, binary, got "text"; did you mean "string"?',
    ],
  },
  {
    fact: "refuses a key attribute without a type",
    make: changing(dataOf("web-dev"), "{ draftId: string }", "draftId"),
    problems: [
      'accounts/web-dev/data.yaml:4:23: tables.drafts.key.partition: must be one attribute with its type, got "draftId"; write it like { orderId: string }',
    ],
  },
  {
    fact: "refuses a projection of nothing",
    make: changing(dataOf("customers-prod"), "project: keys", "project: none"),
    problems: [
      'accounts/customers-prod/data.yaml:15:57: tables.preferences.localIndexes.byChange.project: must be all, keys, or a list of attributes, got "none"; write it like all',
    ],
  },
  {
    fact: "refuses a capacity of one half",
    make: changing(dataOf("orders-prod"), "capacity: { read: 5, write: 1 }", "capacity: { read: 5 }"),
    problems: ["accounts/orders-prod/data.yaml:21:5: tables.rates.capacity.write: is missing; add it, like write: 5"],
  },
  {
    fact: "refuses a capacity that is a number",
    make: changing(dataOf("orders-prod"), "capacity: { read: 5, write: 1 }", "capacity: 5"),
    problems: [
      "accounts/orders-prod/data.yaml:21:15: tables.rates.capacity: must be on-demand, or provisioned read and write units, got 5; write it like { read: 5, write: 1 }",
    ],
  },
  {
    fact: "refuses an encryption that does not exist",
    make: changing(dataOf("web-dev"), "  drafts:\n", "  drafts:\n    encryption: own\n"),
    problems: [
      'accounts/web-dev/data.yaml:4:17: tables.drafts.encryption: must be own-key, aws-managed, aws-owned, or { key: <a key of this account, by name or ARN> }, got "own"; did you mean "own-key"?',
    ],
  },
  {
    fact: "refuses an encryption under a key that is no name",
    make: changing(dataOf("web-dev"), "  drafts:\n", '  drafts:\n    encryption: { key: "alias:x" }\n'),
    problems: [
      'accounts/web-dev/data.yaml:4:24: tables.drafts.encryption.key: must be the name of a key of this account, or the ARN of a KMS key, got "alias:x"; write it like wrapping',
    ],
  },
  {
    fact: "refuses a recovery window of 40 days",
    make: changing(organization, "pointInTimeRecovery: 35d", "pointInTimeRecovery: 40d"),
    problems: [
      'organization.yaml:23:52: defaults.workloads/prod.tables.pointInTimeRecovery: must be a recovery window of 1d to 35d, or off, got "40d"; write it like 35d',
    ],
  },
  {
    fact: "refuses the bare prefix of everyone who comes through Identity Center",
    make: changing(organization, "trusted: [AWSReservedSSO_OnCall]", "trusted: [AWSReservedSSO_]"),
    problems: [
      'organization.yaml:13:13: breakGlass.trusted[0]: would name every person who comes through Identity Center, got "AWSReservedSSO_"; name the permission set, like AWSReservedSSO_OnCall',
    ],
  },
  {
    fact: "refuses a session of 13 hours",
    make: changing(organization, "maxSession: 1h", "maxSession: 13h"),
    problems: ['organization.yaml:14:15: breakGlass.maxSession: must be a session length of 1h to 12h, got "13h"; write it like 1h'],
  },
  {
    fact: "refuses a table's name of two letters",
    make: changing(dataOf("web-dev"), "  drafts:", "  dr:"),
    problems: [
      'accounts/web-dev/data.yaml:3:3: tables.dr: must be the name of a table: 3 to 255 letters, digits, `_`, `.` and `-`, got "dr"; rename it, like orders',
    ],
  },
  {
    fact: "refuses a target that is neither a workload nor a party",
    make: changing(
      dataOf("keystore-prod"),
      "      pipeline-prod/pipeline: { can: [read]",
      "      pipeline-prod/pipeline/main: { can: [read]",
    ),
    problems: [
      'accounts/keystore-prod/data.yaml:9:7: tables.keystore.sharedWith.pipeline-prod/pipeline/main: must be `<account>/<workload>`, `external/<party>`, or an account alone for a global table, got "pipeline-prod/pipeline/main"; rename it, like analytics-prod/nightly-etl',
    ],
  },
  {
    fact: "refuses a secret named without its suffix",
    make: changing(
      dataOf("customers-prod"),
      "  mailer-token:\n",
      '  mailer-token:\n    existing: "arn:aws:secretsmanager:eu-west-1:200000000003:secret:mailer"\n',
    ),
    problems: [
      'accounts/customers-prod/data.yaml:24:15: secrets.mailer-token.existing: must be the full ARN of a secret, with its six-character suffix, got "arn:aws:secretsmanager:eu-west-1:200000000003:secret:mailer"; write it like arn:aws:secretsmanager:eu-west-1:200000000002:secret:token-AbCdEf',
    ],
  },
  {
    fact: "refuses an issuer with its scheme",
    make: changing(organization, "issuer: token.actions", "issuer: https://token.actions"),
    problems: [
      'organization.yaml:44:29: trustedIssuers.github-actions.issuer: must be the address of an OIDC issuer without https://, got "https://token.actions.githubusercontent.com"; write it like token.actions.githubusercontent.com',
    ],
  },
  {
    fact: "A4: refuses a grant without a purpose",
    make: changing(dataOf("orders-prod"), "purpose: etl, because: month-end close", "because: month-end close"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/nightly-etl.purpose: is missing; add it, like purpose: etl",
    ],
  },
  {
    fact: "A4: refuses a grant without a reason",
    make: changing(dataOf("orders-prod"), "purpose: etl, because: month-end close", "purpose: etl"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/nightly-etl.because: is missing; add it, like because: month-end close",
    ],
  },
  {
    fact: "refuses a file that the declaration has not",
    make: writing("accounts/orders-prod/tables.yaml", "tables: {}\n"),
    problems: ["accounts/orders-prod/tables.yaml:1:1: is not a file of a declaration; choose from account.yaml, data.yaml"],
  },
  {
    fact: "says once of a misspelt folder of accounts that it is, however many files stand in it",
    make: (files) => new Map([...files].map(([file, text]) => [file.replace(/^accounts\//, "account/"), text])),
    problems: [
      'account/analytics-prod/account.yaml:1:1: stands in a folder that the declaration does not have, as 20 more files do, got "account"; did you mean "accounts"?',
    ],
  },
  {
    fact: "says where an account's file belongs that stands beside the accounts",
    make: (files) => new Map([...files].map(([file, text]) => [file.replace(/^accounts\/security\//, "security/"), text])),
    problems: ["security/account.yaml:1:1: is not a file of a declaration; move it to accounts/security/account.yaml"],
  },
  {
    fact: "says where an account's file belongs that stands too deep",
    make: writing("accounts/prod/search/account.yaml", "account: search\n"),
    problems: ["accounts/prod/search/account.yaml:1:1: is not a file of a declaration; move it to accounts/search/account.yaml"],
  },
  {
    fact: "refuses a file with the other ending, suggesting the right one",
    make: writing("accounts/orders-prod/data.yml", "tables: {}\n"),
    problems: ['accounts/orders-prod/data.yml:1:1: is not a file of a declaration; did you mean "data.yaml"?'],
  },
  {
    fact: "refuses a declaration without organization.yaml",
    make: removing("organization.yaml"),
    problems: ["organization.yaml:1:1: is missing; write it, name another folder with --declaration, or run npm run init"],
  },
  {
    fact: "suggests networks for the addresses of a party",
    make: changing(organization, "networks: [203.0.113.0/24]", "addresses: [203.0.113.0/24]"),
    problems: ['organization.yaml:31:5: externalParties.nightjar.addresses: is not a field here; did you mean "networks"?'],
  },
  {
    fact: "offers the range of one address where a range is asked for",
    make: changing(organization, "networks: [203.0.113.0/24]", 'networks: [203.0.113.7, "2001:db8::7", 203.0.113]'),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: must be an IP range in CIDR notation, got "203.0.113.7"; write 203.0.113.7/32 for one address',
      'organization.yaml:31:29: externalParties.nightjar.networks[1]: must be an IP range in CIDR notation, got "2001:db8::7"; write 2001:db8::7/128 for one address',
      'organization.yaml:31:44: externalParties.nightjar.networks[2]: must be an IP range in CIDR notation, got "203.0.113"; write it like 203.0.113.0/24',
    ],
  },
  {
    fact: "suggests clusters for a list of them",
    make: changing(accountOf("platform-prod"), "cluster: main, namespace: billing", "cluster: [blue, green], namespace: billing"),
    problems: [
      'accounts/platform-prod/account.yaml:12:37: workloads.invoicer.cluster: must be the name of a cluster: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got ["blue","green"]; write clusters: ["blue","green"]',
    ],
  },
  {
    fact: "says of a service how it is written that a workload runs on it",
    make: changing(accountOf("orders-prod"), "api: { runsOn: lambda", "api: { runsOn: glue"),
    problems: [
      'accounts/orders-prod/account.yaml:8:18: workloads.api.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "glue"; write runsOn: service and service: glue.amazonaws.com',
    ],
  },
  {
    fact: "says so by what people call the service, too",
    make: changing(accountOf("orders-prod"), "api: { runsOn: lambda", "api: { runsOn: stepFunctions"),
    problems: [
      'accounts/orders-prod/account.yaml:8:18: workloads.api.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "stepFunctions"; write runsOn: service and service: states.amazonaws.com',
    ],
  },
]);
