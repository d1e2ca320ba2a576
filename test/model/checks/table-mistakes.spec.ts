import { all, changing, refuses, removing } from "../../support/mistakes.ts";
import { accountOf, dataOf, sample } from "../../support/sample.ts";

const OF_THE_SHOP = 'encryption: { key: "arn:aws:kms:eu-west-1:200000000008:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10" }';

refuses("tables, keys and secrets", [
  {
    fact: "G5: refuses a key of its own for a table that exists, where the word would do nothing",
    make: changing(dataOf("shop-legacy"), OF_THE_SHOP, "encryption: own-key"),
    problems: [
      'accounts/shop-legacy/data.yaml:6:17: tables.baskets.encryption: exists already, and Palisade does not change what it is encrypted under, got "own-key"; write the key that it has: { key: <ARN of the key> }, aws-managed or, for a table, aws-owned',
    ],
  },
  {
    fact: "G5: refuses to share a table that exists under an AWS managed key, with a way that changes it",
    make: changing(dataOf("shop-legacy"), OF_THE_SHOP, "encryption: aws-managed"),
    problems: [
      'accounts/shop-legacy/data.yaml:11:7: tables.baskets.sharedWith.checkout-prod/checkout: shares what is encrypted under an AWS managed key, which no other account can use, got "aws-managed"; encrypt it under a customer managed key in its account, and write encryption: { key: <ARN of the key> }',
    ],
  },
  {
    fact: "G5: refuses a sensitive table that exists under AWS's own key, with a way that changes it",
    make: all(
      changing(
        accountOf("shop-legacy"),
        "perimeter: observe\nbecause: the old shop runs outside of a VPC until it is replaced\n",
        "deployers: [pipeline/deploy]\n",
      ),
      changing(accountOf("shop-legacy"), ", role: { existing: shop-server }", ""),
      changing(dataOf("shop-legacy"), OF_THE_SHOP, "classification: sensitive\n    encryption: aws-owned"),
    ),
    problems: [
      'accounts/shop-legacy/data.yaml:3:3: tables.baskets: is sensitive but not encrypted under a key of its own, got "aws-owned"; encrypt it under a customer managed key in its account, and write encryption: { key: <ARN of the key> }',
    ],
  },
  {
    fact: "refuses a table without a key",
    make: changing(dataOf("web-dev"), "    key: { partition: { draftId: string } }\n", ""),
    problems: ["accounts/web-dev/data.yaml:3:3: tables.drafts.key: is missing; add key: { partition: { orderId: string } }"],
  },
  {
    fact: "refuses an attribute of two types",
    make: changing(dataOf("orders-prod"), "sort: { orderId: string } }\n    stream", "sort: { orderId: number } }\n    stream"),
    problems: [
      'accounts/orders-prod/data.yaml:6:67: tables.orders.indexes.byStatus.sort.orderId: is a string elsewhere in this table, got "number"; give the attribute one type',
    ],
  },
  {
    fact: "refuses a time to live on a key",
    make: changing(dataOf("orders-prod"), "timeToLive: expiresAt", "timeToLive: validFrom"),
    problems: [
      'accounts/orders-prod/data.yaml:20:17: tables.rates.timeToLive: is part of a key, got "validFrom"; name an attribute of its own, which holds seconds since 1970',
    ],
  },
  {
    fact: "refuses provisioned capacity of a table that other accounts replicate",
    make: changing(dataOf("sessions-eu"), "    timeToLive: endsAt\n", "    timeToLive: endsAt\n    capacity: { read: 5, write: 5 }\n"),
    problems: [
      'accounts/sessions-eu/data.yaml:6:15: tables.sessions.capacity: is provisioned, which a table with replicas can only be with auto scaling, and Palisade does not set that up, got {"read":5,"write":5}; write capacity: on-demand',
    ],
  },
  {
    fact: "refuses it too where the capacity is a default",
    make: changing(accountOf("sessions-eu"), "workloads:\n", "defaults: { tables: { capacity: { read: 5, write: 5 } } }\nworkloads:\n"),
    problems: [
      'accounts/sessions-eu/data.yaml:3:3: tables.sessions.capacity: is provisioned, which a table with replicas can only be with auto scaling, and Palisade does not set that up, got {"read":5,"write":5}; write capacity: on-demand',
    ],
  },
  {
    fact: "refuses a sensitive table that exists and whose policy is not to be written",
    make: changing(
      dataOf("web-dev"),
      "tables:\n",
      "tables:\n  archive: { existing: archive, classification: sensitive, key: { partition: { id: string } } }\n",
    ),
    problems: [
      "accounts/web-dev/data.yaml:3:3: tables.archive: is sensitive, but Palisade may not write its policy, so that every principal that may read all tables of the account reads this one; add adds: [resource-policy], or write classification: ordinary",
    ],
    warnings: [
      "accounts/web-dev/data.yaml:3:3: tables.archive: is sensitive in an account whose perimeter is open; move it to an account with an enforced perimeter",
    ],
  },
  {
    fact: "warns of a table that the policy pack refuses, at the default that says so too, and of none that exists",
    make: all(
      changing(dataOf("web-dev"), "tables:\n", "tables:\n  scratch: { encryption: aws-owned, key: { partition: { id: string } } }\n"),
      changing(
        dataOf("web-dev"),
        "tables:\n",
        "tables:\n  archive: { existing: archive, encryption: aws-owned, pointInTimeRecovery: off, key: { partition: { id: string } } }\n",
      ),
      changing(accountOf("web-dev"), "workloads:\n", "defaults: { tables: { pointInTimeRecovery: off } }\nworkloads:\n"),
    ),
    problems: [],
    warnings: [
      'accounts/web-dev/data.yaml:4:3: tables.scratch.pointInTimeRecovery: leaves nothing to restore from, which the policy pack refuses (table-baseline), got "off"; write the days to keep, such as 1d',
      'accounts/web-dev/data.yaml:4:26: tables.scratch.encryption: is not a key of the account\'s own, which the policy pack refuses (table-baseline), got "aws-owned"; write own-key, or { key: <a key of this account> }',
      'accounts/web-dev/data.yaml:5:3: tables.drafts.pointInTimeRecovery: leaves nothing to restore from, which the policy pack refuses (table-baseline), got "off"; write the days to keep, such as 1d',
    ],
  },
  {
    fact: "refuses a replica of a sensitive table under a key of AWS's",
    make: all(
      changing(dataOf("sessions-eu"), "    timeToLive: endsAt\n", "    timeToLive: endsAt\n    classification: sensitive\n"),
      changing(dataOf("sessions-us"), "    region: us-east-1\n", "    region: us-east-1\n    encryption: aws-owned\n"),
    ),
    problems: [
      'accounts/sessions-us/data.yaml:3:3: tables.sessions: is sensitive but not encrypted under a key of its own, got "aws-owned"; write encryption: own-key',
    ],
  },
  {
    fact: "refuses local indexes on a table without a sort key",
    make: changing(
      dataOf("customers-prod"),
      "key: { partition: { customerId: string }, sort: { topic: string } }",
      "key: { partition: { customerId: string } }",
    ),
    problems: [
      "accounts/customers-prod/data.yaml:14:5: tables.preferences.localIndexes: needs a table with a sort key; add key.sort, or use indexes",
    ],
  },
  {
    fact: "refuses more indexes than AWS takes",
    make: changing(
      dataOf("web-dev"),
      "  drafts:\n",
      `  drafts:\n    indexes: { ${Array.from({ length: 21 }, (_, index) => `by${String(index)}a: { partition: { status: string } }`).join(", ")} }\n`,
    ),
    problems: ["accounts/web-dev/data.yaml:4:5: tables.drafts.indexes: has too many indexes, got 21; AWS takes 20; split the table"],
  },
  {
    fact: "refuses more local indexes than AWS takes",
    make: changing(
      dataOf("orders-prod"),
      "    indexes:\n",
      `    localIndexes: { ${Array.from({ length: 6 }, (_, index) => `by${String(index)}a: { sort: { changedAt: string } }`).join(", ")} }\n    indexes:\n`,
    ),
    problems: [
      "accounts/orders-prod/data.yaml:5:5: tables.orders.localIndexes: has too many local indexes, got 6; AWS takes 5; use indexes",
    ],
  },
  {
    fact: "refuses one name for an index and a local one",
    make: changing(
      dataOf("orders-prod"),
      "    indexes:\n",
      "    localIndexes: { byStatus: { sort: { changedAt: string } } }\n    indexes:\n",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:5:21: tables.orders.localIndexes.byStatus: is the name of an index too, got "byStatus"; rename one of the two',
    ],
  },
  {
    fact: "refuses an index that is called table",
    make: changing(dataOf("web-dev"), "  drafts:\n", "  drafts:\n    indexes: { table: { partition: { status: string } } }\n"),
    problems: ['accounts/web-dev/data.yaml:4:16: tables.drafts.indexes.table: is a reserved name, got "table"; rename the index'],
  },
  {
    fact: "refuses an index with capacity on a table on demand",
    make: changing(
      dataOf("orders-prod"),
      "byStatus: { partition: { status: string },",
      "byStatus: { capacity: { read: 1, write: 1 }, partition: { status: string },",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:6:29: tables.orders.indexes.byStatus.capacity: is not of the table\'s kind, got {"read":1,"write":1}; remove it; the table is on-demand',
    ],
  },
  {
    fact: "refuses an index on demand on a table with capacity",
    make: changing(
      dataOf("orders-prod"),
      "    capacity: { read: 5, write: 1 }\n",
      "    capacity: { read: 5, write: 1 }\n    indexes: { byDay: { partition: { day: string }, capacity: on-demand } }\n",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:22:63: tables.rates.indexes.byDay.capacity: is not of the table\'s kind, got "on-demand"; write { read: …, write: … }, as the table does',
    ],
  },
  {
    fact: "takes an index with capacity where the table's comes from defaults",
    make: all(
      changing(accountOf("web-dev"), "networks:\n", "defaults: { tables: { capacity: { read: 5, write: 5 } } }\nnetworks:\n"),
      changing(
        dataOf("web-dev"),
        "  drafts:\n",
        "  drafts:\n    indexes: { byDay: { partition: { day: string }, capacity: { read: 1, write: 1 } } }\n",
      ),
    ),
    problems: [],
  },
  {
    fact: "refuses what may be added to a table that is made here",
    make: changing(dataOf("web-dev"), "  drafts:\n", "  drafts:\n    adds: [resource-policy]\n"),
    problems: [
      'accounts/web-dev/data.yaml:4:5: tables.drafts.adds: belongs to existing tables alone, got ["resource-policy"]; remove it; a table made here gets every document',
    ],
  },
  {
    fact: "refuses what may be added to a secret that is made here",
    make: changing(dataOf("customers-prod"), "  mailer-token:\n", "  mailer-token:\n    adds: [resource-policy]\n"),
    problems: [
      'accounts/customers-prod/data.yaml:24:5: secrets.mailer-token.adds: belongs to existing secrets alone, got ["resource-policy"]; remove it; a secret made here gets every document',
    ],
  },
  {
    fact: "refuses a secret under AWS's own key",
    make: changing(dataOf("customers-prod"), "  mailer-token:\n", "  mailer-token:\n    encryption: aws-owned\n"),
    problems: [
      'accounts/customers-prod/data.yaml:24:17: secrets.mailer-token.encryption: does not exist for secrets, got "aws-owned"; write own-key or aws-managed',
    ],
  },
  {
    fact: "suggests the key that a misspelt one means",
    make: changing(dataOf("keystore-prod"), "  keystore:\n", "  keystore:\n    encryption: { key: wraping }\n"),
    problems: [
      'accounts/keystore-prod/data.yaml:5:24: tables.keystore.encryption.key: is not a key of this account, got "wraping"; did you mean "wrapping"?',
    ],
  },
  {
    fact: "refuses a key of another account for a table",
    make: changing(
      dataOf("orders-prod"),
      "    capacity: { read: 5, write: 1 }\n",
      '    encryption: { key: "arn:aws:kms:eu-west-1:200000000009:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10" }\n',
    ),
    problems: [
      'accounts/orders-prod/data.yaml:21:24: tables.rates.encryption.key: is not in this account, 200000000002, got "arn:aws:kms:eu-west-1:200000000009:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10"; name a key of this account',
    ],
  },
  {
    fact: "refuses a key of another region for a table",
    make: changing(dataOf("shop-legacy"), "kms:eu-west-1:200000000008:key", "kms:us-east-1:200000000008:key"),
    problems: [
      'accounts/shop-legacy/data.yaml:6:24: tables.baskets.encryption.key: is not in eu-west-1, got "arn:aws:kms:us-east-1:200000000008:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10"; name a key of that region',
    ],
  },
  {
    fact: "refuses a secret of another account and region",
    make: changing(
      dataOf("customers-prod"),
      "  mailer-token:\n",
      '  mailer-token:\n    adds: [resource-policy]\n    existing: "arn:aws:secretsmanager:us-east-1:200000000004:secret:mailer-AbCdEf"\n',
    ),
    problems: [
      'accounts/customers-prod/data.yaml:25:15: secrets.mailer-token.existing: is not in eu-west-1, got "arn:aws:secretsmanager:us-east-1:200000000004:secret:mailer-AbCdEf"; add region: us-east-1, or correct the ARN',
      'accounts/customers-prod/data.yaml:25:15: secrets.mailer-token.existing: is not in this account, 200000000003, got "arn:aws:secretsmanager:us-east-1:200000000004:secret:mailer-AbCdEf"; declare it in the account that it is in',
    ],
  },
  {
    fact: "refuses two tables that are one in AWS",
    make: changing(dataOf("shop-legacy"), "tables:\n", "tables:\n  shop-baskets: { key: { partition: { basketId: string } } }\n"),
    problems: [
      'accounts/shop-legacy/data.yaml:5:15: tables.baskets.existing: is declared already as shop-legacy/shop-baskets, got "shop-baskets"; keep one of the two',
    ],
  },
  {
    fact: "refuses a sensitive table under an AWS owned key",
    make: changing(dataOf("orders-prod"), "    classification: sensitive\n", "    classification: sensitive\n    encryption: aws-owned\n"),
    problems: [
      'accounts/orders-prod/data.yaml:3:3: tables.orders: is sensitive but not encrypted under a key of its own, got "aws-owned"; write encryption: own-key',
    ],
  },
  {
    fact: "warns of a sensitive table behind an open perimeter",
    make: changing(dataOf("web-dev"), "  drafts:\n", "  drafts:\n    classification: sensitive\n"),
    problems: [],
    warnings: [
      "accounts/web-dev/data.yaml:3:3: tables.drafts: is sensitive in an account whose perimeter is open; move it to an account with an enforced perimeter",
    ],
  },
  {
    fact: "warns of a sensitive table that a role of its team's uses",
    make: changing(dataOf("orders-prod"), "    timeToLive: expiresAt\n", "    timeToLive: expiresAt\n    classification: sensitive\n"),
    problems: [],
    warnings: [
      'accounts/orders-prod/data.yaml:24:7: tables.rates.usedBy.nightly: lets a role of its team\'s use a sensitive table, and administrators of orders-prod can let themselves into that role, got "team/nightly"; leave role out of the workload, so that Palisade makes one that guardrails protect',
    ],
  },
  {
    fact: "refuses tenants on a key that is no text",
    make: changing(dataOf("tickets-prod"), "PK: string }, sort: { SK", "PK: number }, sort: { SK"),
    problems: [
      'accounts/tickets-prod/data.yaml:8:5: tables.tickets.tenants: needs a partition key that is a string, got {"PK":"number"}; let the partition key begin with the tenant',
    ],
  },
  {
    fact: "refuses tenants of a table in a region where the account has no network",
    make: all(
      changing(dataOf("tickets-prod"), /    usedBy:.*$/s.exec(sample.get(dataOf("tickets-prod")) ?? "")?.[0] ?? "usedBy", ""),
      changing(dataOf("tickets-prod"), "    tenants:\n", "    region: eu-central-1\n    tenants:\n"),
    ),
    problems: [
      "accounts/tickets-prod/data.yaml:9:5: tables.tickets.tenants: is used from eu-west-1, where the account's networks are, and the table is in eu-central-1; give the table a region of its networks, or declare a network in eu-central-1",
    ],
  },
  {
    fact: "D8: refuses tenants on an index that is not led by the tenant key",
    make: changing(dataOf("tickets-prod"), "on: [table, gsi]\n    usedBy", "on: [table, gsi, byAssignee]\n    usedBy"),
    problems: [
      'accounts/tickets-prod/data.yaml:13:24: tables.tickets.tenants.on[2]: is an index that is not marked as led by the tenant key, so that tenants would read each other\'s items, got "byAssignee"; remove it, or mark it tenant: true if its partition key begins with the tenant',
    ],
  },
  {
    fact: "refuses tenants who may only write, on indexes alone",
    make: changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [write]\n      on: [gsi]"),
    problems: [
      'accounts/tickets-prod/data.yaml:13:11: tables.tickets.tenants.on: names indexes alone, which can only be read, got ["gsi"]; add table, or the right read',
    ],
  },
  {
    fact: "D8: suggests the index that a misspelt one of the tenants means",
    make: changing(dataOf("tickets-prod"), "on: [table, gsi]\n    usedBy", "on: [table, gis]\n    usedBy"),
    problems: [
      'accounts/tickets-prod/data.yaml:13:19: tables.tickets.tenants.on[1]: is neither the table nor one of its indexes, got "gis"; did you mean "gsi"?',
    ],
  },
  {
    fact: "F14: refuses tenants who write beside an index that the tenant key leads by another attribute than the table's",
    make: changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [read, write]\n      on: [table, gsi]"),
    problems: [
      'accounts/tickets-prod/data.yaml:12:19: tables.tickets.tenants.can[1]: lets tenants write items into each other\'s part of gsi (led by PK1), since policies see the value of PK alone, got "write"; lead the index by PK, or remove write and let a workload under usedBy write for tenants',
    ],
  },
  {
    fact: "F14: refuses it where tenants do not query that index, since others take its key for the tenant's",
    make: changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [write]"),
    problems: [
      'accounts/tickets-prod/data.yaml:12:13: tables.tickets.tenants.can[0]: lets tenants write items into each other\'s part of gsi (led by PK1), since policies see the value of PK alone, got "write"; lead the index by PK, or remove write and let a workload under usedBy write for tenants',
    ],
  },
  {
    fact: "F14: refuses it where the table's sort key leads the index, and names every such index",
    make: all(
      changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [read, write]\n      on: [table, gsi]"),
      changing(
        dataOf("tickets-prod"),
        "byAssignee: { partition: { assignee: string } }",
        "bySort: { partition: { SK: string }, tenant: true }\n      byAssignee: { partition: { assignee: string } }",
      ),
    ),
    problems: [
      'accounts/tickets-prod/data.yaml:13:19: tables.tickets.tenants.can[1]: lets tenants write items into each other\'s part of gsi (led by PK1), bySort (led by SK), since policies see the value of PK alone, got "write"; lead the index by PK, or remove write and let a workload under usedBy write for tenants',
    ],
  },
  {
    fact: "F14: takes tenants who write where the table's own partition key leads the index",
    make: all(
      changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [read, write]\n      on: [table, gsi]"),
      changing(dataOf("tickets-prod"), "PK1: string", "PK: string"),
    ),
    problems: [],
  },
  {
    fact: "F14: takes tenants who write beside indexes that are no tenant's",
    make: all(
      changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [read, write]"),
      changing(dataOf("tickets-prod"), ", tenant: true", ""),
    ),
    problems: [],
  },
  {
    fact: "F14: takes a right to write that does not reach the table",
    make: changing(dataOf("tickets-prod"), "      can: [read]\n      on: [table, gsi]", "      can: [read, write]\n      on: [gsi]"),
    problems: [],
  },
  {
    fact: "refuses tenants who scan",
    make: changing(dataOf("tickets-prod"), "      can: [read]\n", "      can: [read, scan]\n"),
    problems: [
      'accounts/tickets-prod/data.yaml:12:19: tables.tickets.tenants.can[1]: must be one of read, write, got "scan"; choose one of them',
    ],
  },
  {
    fact: "refuses a wildcard in front of a tenant's id",
    make: changing(dataOf("tickets-prod"), 'prefix: "Tenant#"', 'prefix: "Tenant*"'),
    problems: [
      'accounts/tickets-prod/data.yaml:11:15: tables.tickets.tenants.prefix: must be the text in front of the tenant\'s id: at most 128 characters up to U+00FF, without * ? $, got "Tenant*"; write it like "Tenant#"',
    ],
  },
  {
    fact: "suggests the broker that a misspelt one means",
    make: changing(dataOf("tickets-prod"), "broker: vendor", "broker: vendr"),
    problems: [
      'accounts/tickets-prod/data.yaml:9:15: tables.tickets.tenants.broker: is not a workload of this account, got "vendr"; did you mean "vendor"?',
    ],
  },
  {
    fact: "suggests the account that a misspelt replica means",
    make: changing(dataOf("sessions-us"), "sessions-eu/sessions", "session-eu/sessions"),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: names no declared account, got "session-eu/sessions"; did you mean "sessions-eu"?',
    ],
  },
  {
    fact: "suggests the table that a misspelt replica means",
    make: changing(dataOf("sessions-us"), "sessions-eu/sessions", "sessions-eu/session"),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: names no table of sessions-eu, got "sessions-eu/session"; did you mean "sessions"?',
    ],
  },
  {
    fact: "refuses a replica of itself",
    make: changing(dataOf("sessions-us"), "sessions-eu/sessions", "sessions-us/sessions"),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: is this table itself, got "sessions-us/sessions"; name the table that it replicates',
    ],
  },
  {
    fact: "refuses a replica in its source's region",
    make: changing(dataOf("sessions-us"), "    region: us-east-1\n", ""),
    problems: [
      'accounts/sessions-us/data.yaml:3:3: tables.sessions: is in the same region as its source, got "eu-west-1"; add region: <another region>',
    ],
  },
  {
    fact: "refuses a replica that its source does not share",
    make: changing(
      dataOf("sessions-eu"),
      "    sharedWith:\n      sessions-us: { purpose: global-table, because: a login holds on both continents }\n",
      "",
    ),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: is not shared with this account, got "sessions-eu/sessions"; add sharedWith: { sessions-us: { purpose: global-table, because: … } } to it',
    ],
  },
  {
    fact: "refuses a replica that says what its source says",
    make: changing(dataOf("sessions-us"), "    region: us-east-1\n", "    region: us-east-1\n    timeToLive: endsAt\n"),
    problems: [
      'accounts/sessions-us/data.yaml:6:5: tables.sessions.timeToLive: is set by the source table, got "endsAt"; remove it; it follows sessions-eu/sessions',
    ],
  },
  {
    fact: "refuses a replica under another name",
    make: all(changing(dataOf("sessions-us"), "  sessions:\n", "  logins:\n")),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.logins.replicaOf: has another name than this table, got "sessions-eu/sessions"; name both "sessions"; a global table has one name',
    ],
  },
  {
    fact: "refuses a replica of a table without a stream",
    make: changing(dataOf("sessions-eu"), "    stream: new-and-old-images\n", ""),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: has no stream of new and old images, which replication reads, got "sessions-eu/sessions"; add stream: new-and-old-images to sessions-eu/sessions',
    ],
  },
  {
    fact: "refuses a replica of a table that exists",
    make: changing(dataOf("sessions-eu"), "    timeToLive", "    existing: sessions\n    timeToLive"),
    problems: [
      'accounts/sessions-us/data.yaml:4:16: tables.sessions.replicaOf: exists already, and Palisade adds no replica to a table that it does not make, got "sessions-eu/sessions"; have its owner add the replica, and then write existing: sessions beside replicaOf',
    ],
  },
  {
    fact: "refuses a source that no account replicates",
    make: removing("accounts/sessions-us/data"),
    problems: [
      "accounts/sessions-eu/data.yaml:10:7: tables.sessions.sharedWith.sessions-us: sessions-us declares no replica of it; add tables: { sessions: { replicaOf: sessions-eu/sessions, region: … } } to accounts/sessions-us/data.yaml",
    ],
  },
  {
    fact: "refuses global tables that begin on both sides, with the path",
    make: all(
      changing(dataOf("sessions-eu"), "tables:\n", "tables:\n  devices:\n    replicaOf: sessions-us/devices\n"),
      changing(
        dataOf("sessions-us"),
        "tables:\n",
        "tables:\n  devices:\n    key: { partition: { deviceId: string } }\n    region: us-east-1\n    stream: new-and-old-images\n    sharedWith: { sessions-eu: { purpose: global-table, because: devices roam } }\n",
      ),
    ),
    problems: [
      'accounts/sessions-eu/data.yaml:4:16: tables.devices.replicaOf: makes stacks wait for each other, got "data.sessions-eu → data.sessions-us → data.sessions-eu"; let all global tables between these accounts begin on the same side',
    ],
  },
]);
