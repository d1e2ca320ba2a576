import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf, organization } from "../../support/sample.ts";

refuses("grants", [
  {
    fact: "suggests the workload that a misspelt one of the own account means",
    make: changing(dataOf("web-dev"), "storybook: { can", "storybok: { can"),
    problems: [
      'accounts/web-dev/data.yaml:6:7: tables.drafts.usedBy.storybok: is not a workload of this account, got "storybok"; did you mean "storybook"?',
    ],
  },
  {
    fact: "suggests the account that a misspelt one means",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "analytics-prd/nightly-etl:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prd/nightly-etl: names no declared account, got "analytics-prd/nightly-etl"; did you mean "analytics-prod"?',
    ],
  },
  {
    fact: "suggests the workload that a misspelt one means",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "analytics-prod/nighty-etl:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/nighty-etl: names no workload of analytics-prod, got "analytics-prod/nighty-etl"; did you mean "nightly-etl"?',
    ],
  },
  {
    fact: "names the workloads where none is near",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "analytics-prod/dashboards:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/dashboards: names no workload of analytics-prod, got "analytics-prod/dashboards"; choose from nightly-etl, notebook',
    ],
  },
  {
    fact: "suggests the party that a misspelt one means",
    make: changing(dataOf("orders-prod"), "external/nightjar:", "external/nightjr:"),
    problems: [
      'accounts/orders-prod/data.yaml:16:7: tables.orders.sharedWith.external/nightjr: is not a declared external party, got "external/nightjr"; did you mean "nightjar"?',
    ],
  },
  {
    fact: "suggests external where it is misspelt",
    make: changing(dataOf("orders-prod"), "external/nightjar:", "extrenal/nightjar:"),
    problems: [
      'accounts/orders-prod/data.yaml:16:7: tables.orders.sharedWith.extrenal/nightjar: names no declared account, got "extrenal/nightjar"; did you mean "external"?',
    ],
  },
  {
    fact: "refuses an account without a workload",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "analytics-prod:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod: names an account without a workload, got "analytics-prod"; write analytics-prod/<workload>; only a global table is shared with an account',
    ],
  },
  {
    fact: "says how a party is named where external/ is left out",
    make: changing(dataOf("orders-prod"), "external/nightjar:", "nightjar:"),
    problems: [
      'accounts/orders-prod/data.yaml:16:7: tables.orders.sharedWith.nightjar: names an external party without external/, got "nightjar"; write external/nightjar',
    ],
  },
  {
    fact: "asks for no end of a purpose that is refused",
    make: changing(dataOf("orders-prod"), "purpose: etl", "purpose: external"),
    problems: [
      'accounts/orders-prod/data.yaml:13:67: tables.orders.sharedWith.analytics-prod/nightly-etl.purpose: is shared inside the organization, got "external"; choose etl, migration, governance or shared-service',
    ],
  },
  {
    fact: "says where another account's workload belongs",
    make: changing(dataOf("web-dev"), "storybook: { can", "orders-prod/api: { can"),
    problems: [
      "accounts/web-dev/data.yaml:6:7: tables.drafts.usedBy.orders-prod/api: must be the name of a workload of this account: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got \"orders-prod/api\"; write the workload's name alone, or, where it is another account's, move it to sharedWith",
    ],
  },
  {
    fact: "refuses to share with one's own account",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "orders-prod/nightly:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.orders-prod/nightly: is in the account that shares, got "orders-prod/nightly"; move it to usedBy: { nightly: … }',
    ],
  },
  {
    fact: "suggests the index that a misspelt one means",
    make: changing(dataOf("orders-prod"), "on: [table, byStatus]", "on: [table, byStatsu]"),
    problems: [
      'accounts/orders-prod/data.yaml:10:46: tables.orders.usedBy.api.on[1]: is neither the table nor one of its indexes, got "byStatsu"; did you mean "byStatus"?',
    ],
  },
  {
    fact: "refuses the stream of a table that has none",
    make: changing(dataOf("orders-prod"), "    stream: new-and-old-images\n", ""),
    problems: [
      'accounts/orders-prod/data.yaml:10:25: tables.orders.usedBy.projector.can: names stream, and the table has none, got ["stream"]; add stream: new-and-old-images to the table, or remove the right',
      'accounts/orders-prod/data.yaml:12:42: tables.orders.sharedWith.analytics-prod/nightly-etl.can: names stream, and the table has none, got ["read","stream"]; add stream: new-and-old-images to the table, or remove the right',
    ],
  },
  {
    fact: "refuses writing to indexes alone",
    make: changing(dataOf("orders-prod"), "can: [read, write], on: [table, byStatus]", "can: [write], on: [byStatus]"),
    problems: [
      'accounts/orders-prod/data.yaml:10:32: tables.orders.usedBy.api.on: names indexes alone, which can only be read, got ["byStatus"]; add table, or the right read',
    ],
  },
  {
    fact: "refuses a grant without rights",
    make: changing(dataOf("orders-prod"), "{ can: [read, stream], purpose: etl", "{ purpose: etl"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.analytics-prod/nightly-etl.can: is missing; add can: [read], or what else it may do",
    ],
  },
  {
    fact: "A4: refuses an external grant without an end",
    make: changing(dataOf("orders-prod"), "because: yearly audit of orders, until: 2027-01-31", "because: yearly audit of orders"),
    problems: [
      "accounts/orders-prod/data.yaml:16:7: tables.orders.sharedWith.external/nightjar: has the purpose external but no end; add until: <last day, YYYY-MM-DD>",
    ],
  },
  {
    fact: "A4: refuses a migration without an end",
    make: changing(dataOf("shop-legacy"), ", until: 2027-03-31", ""),
    problems: [
      "accounts/shop-legacy/data.yaml:11:7: tables.baskets.sharedWith.checkout-prod/checkout: has the purpose migration but no end; add until: <last day, YYYY-MM-DD>",
    ],
  },
  {
    fact: "refuses a key in another region than its user's network",
    make: changing(dataOf("keystore-prod"), "description: Wraps the data keys of the keystore\n", "region: eu-central-1\n"),
    problems: [
      'accounts/keystore-prod/data.yaml:15:7: keys.wrapping.usedBy.issuer: is used from eu-west-1, and the key is in eu-central-1, got "keystore-prod/issuer"; let the workload run in a network of eu-central-1, or declare a key of its own in its region',
      'accounts/keystore-prod/data.yaml:17:7: keys.wrapping.sharedWith.pipeline-prod/pipeline: is used from eu-west-1, and the key is in eu-central-1, got "pipeline-prod/pipeline"; let the workload run in a network of eu-central-1, or declare a key of its own in its region',
    ],
  },
  {
    fact: "refuses a secret in another region than its user's network, and warns where that network exists already",
    make: changing(dataOf("orders-prod"), "description: What the invoicer signs with\n", "region: eu-central-1\n"),
    problems: [
      'accounts/orders-prod/data.yaml:29:7: secrets.invoice-signing.usedBy.api: is used from eu-west-1, and the secret is in eu-central-1, got "orders-prod/api"; let the workload run in a network of eu-central-1, or declare a secret of its own in its region',
    ],
    warnings: [
      'accounts/orders-prod/data.yaml:31:7: secrets.invoice-signing.sharedWith.platform-prod/invoicer: is used from eu-west-1, and the secret is in eu-central-1, got "platform-prod/invoicer"; make sure that platform-prod/main has a way to eu-central-1, or declare a secret of its own in its region',
    ],
  },
  {
    fact: "A9: warns of an account that only holds data for others",
    make: changing(dataOf("shop-legacy"), "    usedBy:\n      shop: { can: [read, write] }\n", ""),
    problems: [],
    warnings: [
      "accounts/shop-legacy/data.yaml:2:1: shop-legacy only holds data for other accounts, a central data account; move each table to the account of the workload that owns its data",
    ],
  },
  {
    fact: "C5: refuses a session of four hours by role",
    make: changing(dataOf("shop-legacy"), "how: role, purpose", "how: role, maxSession: 4h, purpose"),
    problems: [
      'accounts/shop-legacy/data.yaml:11:76: tables.baskets.sharedWith.checkout-prod/checkout.maxSession: is longer than a role that is assumed from another role may last, got "4h"; write 1h; AWS fails the call instead of shortening it',
    ],
  },
  {
    fact: "C5: refuses a session of four hours by pod identity",
    make: changing(dataOf("tickets-prod"), "how: pod-identity, purpose", "how: pod-identity, maxSession: 4h, purpose"),
    problems: [
      'accounts/tickets-prod/data.yaml:18:107: tables.tickets.sharedWith.platform-prod/ticket-search.maxSession: is longer than a role that is assumed from another role may last, got "4h"; write 1h; AWS fails the call instead of shortening it',
    ],
  },
  {
    fact: "takes a session of four hours by IRSA, which chains no roles",
    make: all(
      changing(
        dataOf("orders-prod"),
        "{ can: [read], how: irsa, purpose: shared-service, because: invoices are made",
        "{ can: [read], how: irsa, maxSession: 4h, purpose: shared-service, because: invoices are made",
      ),
    ),
    problems: [],
  },
  {
    fact: "refuses a session by resource policy",
    make: changing(
      dataOf("orders-prod"),
      "can: [read, stream], purpose: etl",
      "can: [read, stream], how: resource-policy, maxSession: 1h, purpose: etl",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:92: tables.orders.sharedWith.analytics-prod/nightly-etl.maxSession: has no meaning by resource policy, where the consumer keeps its own session, got "1h"; remove it',
    ],
  },
  {
    fact: "E2: refuses to share a table under an AWS managed key",
    make: changing(dataOf("keystore-prod"), "  keystore:\n", "  keystore:\n    encryption: aws-managed\n"),
    problems: [
      'accounts/keystore-prod/data.yaml:10:7: tables.keystore.sharedWith.pipeline-prod/pipeline: shares what is encrypted under an AWS managed key, which no other account can use, got "aws-managed"; write encryption: own-key',
    ],
  },
  {
    fact: "E2: refuses to share a table whose AWS managed key comes from defaults",
    make: changing(accountOf("keystore-prod"), "networks:\n", "defaults: { tables: { encryption: aws-managed } }\nnetworks:\n"),
    problems: [
      'accounts/keystore-prod/data.yaml:9:7: tables.keystore.sharedWith.pipeline-prod/pipeline: shares what is encrypted under an AWS managed key, which no other account can use, got "aws-managed"; write encryption: own-key',
    ],
  },
  {
    fact: "E2: refuses to share a secret under an AWS managed key",
    make: changing(dataOf("customers-prod"), "  mailer-token:\n", "  mailer-token:\n    encryption: aws-managed\n"),
    problems: [
      'accounts/customers-prod/data.yaml:26:7: secrets.mailer-token.sharedWith.platform-prod/notifier: shares what is encrypted under an AWS managed key, which no other account can use, got "aws-managed"; write encryption: own-key',
    ],
  },
  {
    fact: "E10: refuses IRSA beside a second owner",
    make: changing(
      dataOf("customers-prod"),
      "platform-prod/notifier: { can: [read], purpose: shared-service, because: letters go to customers }",
      "platform-prod/notifier: { can: [read], how: irsa, purpose: shared-service, because: letters go to customers }",
    ),
    problems: [
      "accounts/customers-prod/data.yaml:9:51: tables.customers.sharedWith.platform-prod/notifier.how: gives the service account only this owner's role, but it also uses another account's data by accounts/orders-prod/data.yaml:15, got \"irsa\"; write how: role in every grant to it, or leave it out",
    ],
  },
  {
    fact: "E10: refuses IRSA where the service account gains a second owner",
    make: changing(
      dataOf("web-dev"),
      "    usedBy:\n",
      "    sharedWith:\n      platform-prod/invoicer: { can: [read], purpose: shared-service, because: drafts are invoiced }\n    usedBy:\n",
    ),
    problems: [
      "accounts/orders-prod/data.yaml:14:51: tables.orders.sharedWith.platform-prod/invoicer.how: gives the service account only this owner's role, but it also uses another account's data by accounts/web-dev/data.yaml:6, got \"irsa\"; write how: role in every grant to it, or leave it out",
      "accounts/orders-prod/data.yaml:31:51: secrets.invoice-signing.sharedWith.platform-prod/invoicer.how: gives the service account only this owner's role, but it also uses another account's data by accounts/web-dev/data.yaml:6, got \"irsa\"; write how: role in every grant to it, or leave it out",
    ],
  },
  {
    fact: "refuses IRSA for what is no pod",
    make: changing(dataOf("orders-prod"), "can: [read, stream], purpose: etl", "can: [read, stream], how: irsa, purpose: etl"),
    problems: [
      'accounts/orders-prod/data.yaml:13:63: tables.orders.sharedWith.analytics-prod/nightly-etl.how: is only for pods, and this consumer is not one, got "irsa"; write how: role, or leave it out',
    ],
  },
  {
    fact: "refuses pod identity for pods with IRSA",
    make: changing(dataOf("tickets-prod"), "how: pod-identity", "how: irsa"),
    problems: [
      'accounts/tickets-prod/data.yaml:18:81: tables.tickets.sharedWith.platform-prod/ticket-search.how: does not fit the workload, whose pods get their role by pod-identity, got "irsa"; write how: pod-identity, or identity: irsa at the workload',
    ],
  },
  {
    fact: "refuses a resource policy on a table that is not to be changed",
    make: all(
      changing(dataOf("shop-legacy"), "    adds: [resource-policy]\n", ""),
      changing(dataOf("shop-legacy"), "how: role, purpose", "how: resource-policy, purpose"),
    ),
    problems: [
      'accounts/shop-legacy/data.yaml:10:58: tables.baskets.sharedWith.checkout-prod/checkout.how: would change the policy of an existing resource, got "resource-policy"; add adds: [resource-policy] to its entry, or write how: role',
    ],
  },
  {
    fact: "refuses rights that no resource policy carries",
    make: changing(dataOf("orders-prod"), "can: [read, stream], purpose: etl", "can: [read, settings], how: resource-policy, purpose: etl"),
    problems: [
      'accounts/orders-prod/data.yaml:13:65: tables.orders.sharedWith.analytics-prod/nightly-etl.how: cannot grant settings to another account, got "resource-policy"; write how: role, or leave the right out',
    ],
  },
  {
    fact: "refuses a role for a party without an external id",
    make: changing(organization, "    externalId: nightjar-4711-acme\n", ""),
    problems: [
      'accounts/customers-prod/data.yaml:10:46: tables.customers.sharedWith.external/nightjar.how: needs an external id, and the party has none, got "role"; add externalId: <the one the party issued> to externalParties in organization.yaml',
    ],
  },
  {
    fact: "refuses a role for a consumer without a network, since the role is bound to one",
    make: all(
      changing(accountOf("orders-prod"), "lambda, network: main, pollsStreams", "lambda, pollsStreams"),
      changing(
        dataOf("customers-prod"),
        "      platform-prod/notifier: { can: [read], purpose: shared-service, because: letters are",
        "      orders-prod/projector: { can: [read], how: role, purpose: shared-service, because: orders are mailed }\n      platform-prod/notifier: { can: [read], purpose: shared-service, because: letters are",
      ),
    ),
    problems: [
      'accounts/customers-prod/data.yaml:25:50: secrets.mailer-token.sharedWith.orders-prod/projector.how: gives the consumer a role that is bound to the consumer\'s network, and it has none, got "role"; give the workload a network, or write how: resource-policy',
    ],
  },
  {
    fact: "refuses a role for a stream that Lambda polls",
    make: all(
      changing(dataOf("customers-prod"), "  preferences:\n", "  preferences:\n    stream: keys-only\n"),
      changing(
        dataOf("customers-prod"),
        "      web-dev/storybook:",
        "      orders-prod/projector: { can: [stream], how: role, purpose: etl, because: orders follow topics }\n      web-dev/storybook:",
      ),
    ),
    problems: [
      'accounts/customers-prod/data.yaml:20:52: tables.preferences.sharedWith.orders-prod/projector.how: cannot carry a stream that Lambda polls, since Lambda polls with the function\'s own role and takes no other, got "role"; write how: resource-policy, and grant another workload the rights that need a role',
    ],
  },
  {
    fact: "refuses rights that need a role beside a stream that Lambda polls",
    make: all(
      changing(dataOf("customers-prod"), "  preferences:\n", "  preferences:\n    stream: keys-only\n"),
      changing(
        dataOf("customers-prod"),
        "      web-dev/storybook:",
        "      orders-prod/projector: { can: [stream, settings], purpose: etl, because: orders follow topics }\n      web-dev/storybook:",
      ),
    ),
    problems: [
      "accounts/customers-prod/data.yaml:20:7: tables.preferences.sharedWith.orders-prod/projector: can only be shared by role, which cannot carry a stream that Lambda polls, since Lambda polls with the function's own role and takes no other; write how: resource-policy, and grant another workload the rights that need a role",
    ],
  },
  {
    fact: "refuses a party for another purpose than external",
    make: changing(dataOf("orders-prod"), "purpose: external", "purpose: governance"),
    problems: [
      'accounts/orders-prod/data.yaml:16:50: tables.orders.sharedWith.external/nightjar.purpose: is shared outside of the organization, got "governance"; write purpose: external',
    ],
  },
  {
    fact: "refuses the purpose external inside the organization",
    make: changing(
      dataOf("orders-prod"),
      "purpose: etl, because: month-end close",
      "purpose: external, because: month-end close, until: 2027-01-31",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:67: tables.orders.sharedWith.analytics-prod/nightly-etl.purpose: is shared inside the organization, got "external"; choose etl, migration, governance or shared-service',
    ],
  },
  {
    fact: "refuses a sensitive table for a party without networks",
    make: changing(organization, "networks: [203.0.113.0/24]", "organization: o-nightjarexample"),
    problems: [
      "accounts/customers-prod/data.yaml:10:7: tables.customers.sharedWith.external/nightjar: shares a sensitive table with external/nightjar, which has no networks; add networks: [<its public addresses>] to externalParties.nightjar in organization.yaml, or write classification: ordinary",
      "accounts/orders-prod/data.yaml:16:7: tables.orders.sharedWith.external/nightjar: shares a sensitive table with external/nightjar, which has no networks; add networks: [<its public addresses>] to externalParties.nightjar in organization.yaml, or write classification: ordinary",
    ],
  },
  {
    fact: "takes a sensitive table for a party with networks and an organization",
    make: changing(organization, "networks: [203.0.113.0/24]", "networks: [203.0.113.0/24]\n    organization: o-nightjarexample"),
    problems: [],
  },
  {
    fact: "refuses a sensitive table for an account with an open perimeter",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "web-dev/storybook:"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.web-dev/storybook: shares a sensitive table with web-dev, whose perimeter is open; enforce the perimeter of web-dev, or share with another account",
    ],
  },
  {
    fact: "refuses a sensitive table for an account whose perimeter is only observed",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "shop-legacy/shop:"),
    problems: [
      "accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.shop-legacy/shop: shares a sensitive table with shop-legacy, whose perimeter is only observed; enforce the perimeter of shop-legacy, or share with another account",
    ],
    warnings: [
      `accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.shop-legacy/shop: lets a role of its team's use a sensitive table, and administrators of shop-legacy can let themselves into that role, got "shop-server"; leave role out of the workload, so that Palisade makes one that guardrails protect`,
    ],
  },
  {
    fact: "G16: takes a reader of another region that runs in a network of the table's region",
    make: all(
      changing(accountOf("sessions-us"), "networks:\n", "networks:\n  far: { region: eu-west-1, cidr: 10.99.0.0/16 }\n"),
      changing(accountOf("sessions-us"), "workloads:\n", "workloads:\n  reader: { runsOn: ecs, network: far }\n"),
      changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "sessions-us/reader:"),
    ),
    problems: [],
  },
  {
    fact: "G16: takes a reader of another region that is shared a replica in its own",
    make: all(
      changing(accountOf("orders-prod"), "networks:\n", "networks:\n  far: { region: us-east-1, cidr: 10.99.0.0/16 }\n"),
      changing(accountOf("orders-prod"), "workloads:\n", "workloads:\n  reader: { runsOn: ecs, network: far }\n"),
      changing(
        dataOf("sessions-us"),
        "      login: { can: [read, write] }\n",
        "      login: { can: [read, write] }\n    sharedWith:\n      orders-prod/reader: { can: [read], purpose: shared-service, because: who is signed in }\n",
      ),
    ),
    problems: [],
  },
  {
    fact: "G16: refuses a reader of another region whose network exists, since no route of its leads to the table through an endpoint",
    make: all(
      changing(
        accountOf("sessions-us"),
        "networks:\n",
        "networks:\n  far: { existing: vpc-0f1e2d3c4b5a69799, region: us-east-1, cidr: 10.99.0.0/16, dynamodbEndpoint: vpce-0f1e2d3c4b5a69799 }\n",
      ),
      changing(accountOf("sessions-us"), "workloads:\n", "workloads:\n  reader: { runsOn: ecs, network: far }\n"),
      changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "sessions-us/reader:"),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.sessions-us/reader: is used from us-east-1, and the table is in eu-west-1, got "sessions-us/reader"; let the workload run in a network of eu-west-1, or use a replica of the table in us-east-1, declared with replicaOf',
    ],
  },
  {
    fact: "G16: refuses a workload of another region",
    make: changing(dataOf("orders-prod"), "analytics-prod/nightly-etl:", "sessions-us/login:"),
    problems: [
      'accounts/orders-prod/data.yaml:13:7: tables.orders.sharedWith.sessions-us/login: is used from us-east-1, and the table is in eu-west-1, got "sessions-us/login"; let the workload run in a network of eu-west-1, or use a replica of the table in us-east-1, declared with replicaOf',
    ],
  },
  {
    fact: "refuses a global table for a workload",
    make: changing(dataOf("sessions-eu"), "      sessions-us: {", "      sessions-us/login: {"),
    problems: [
      'accounts/sessions-eu/data.yaml:10:7: tables.sessions.sharedWith.sessions-us/login: names a workload, and a global table is shared with an account, got "sessions-us/login"; write sessions-us',
    ],
  },
  {
    fact: "suggests the account that a misspelt one of a global table means",
    make: changing(dataOf("sessions-eu"), "      sessions-us: {", "      session-us: {"),
    problems: [
      'accounts/sessions-eu/data.yaml:10:7: tables.sessions.sharedWith.session-us: is not a declared account, got "session-us"; did you mean "sessions-us"?',
    ],
  },
  {
    fact: "refuses rights on a global table",
    make: changing(dataOf("sessions-eu"), "sessions-us: { purpose", "sessions-us: { can: [read], purpose"),
    problems: [
      'accounts/sessions-eu/data.yaml:10:22: tables.sessions.sharedWith.sessions-us.can: has no meaning for a global table, got ["read"]; remove it',
    ],
  },
  {
    fact: "refuses a global secret",
    make: changing(
      dataOf("customers-prod"),
      "platform-prod/notifier: { can: [read], purpose: shared-service, because: letters are sent",
      "platform-prod/notifier: { can: [read], purpose: global-table, because: letters are sent",
    ),
    problems: [
      'accounts/customers-prod/data.yaml:25:55: secrets.mailer-token.sharedWith.platform-prod/notifier.purpose: is for tables alone, got "global-table"; choose another purpose',
    ],
  },
  {
    fact: "warns 30 days before a grant ends",
    make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 2026-12-21"),
    problems: [],
    warnings: [
      'accounts/orders-prod/data.yaml:16:100: tables.orders.sharedWith.external/nightjar.until: the grant to external/nightjar ends in 30 days, got "2026-12-21"; extend it in time, or let it end',
    ],
  },
  {
    fact: "warns on the last day of a grant",
    make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 2026-11-22"),
    problems: [],
    warnings: [
      'accounts/orders-prod/data.yaml:16:100: tables.orders.sharedWith.external/nightjar.until: the grant to external/nightjar ends today, got "2026-11-22"; extend it in time, or let it end',
    ],
  },
  { fact: "does not warn 31 days before", make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 2026-12-22"), problems: [] },
  {
    fact: "warns of a grant that is over",
    make: changing(dataOf("orders-prod"), "until: 2027-01-31", "until: 2026-11-21"),
    problems: [],
    warnings: [
      'accounts/orders-prod/data.yaml:16:100: tables.orders.sharedWith.external/nightjar.until: the grant to external/nightjar ended with this day and is closed, got "2026-11-21"; remove it, or extend it',
    ],
  },
]);
