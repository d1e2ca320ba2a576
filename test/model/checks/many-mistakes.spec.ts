import { all, changing, refuses, writing } from "../../support/mistakes.ts";
import { accountOf, dataOf, organization } from "../../support/sample.ts";

refuses("several mistakes at once", [
  {
    fact: "reports all of them, each once, in the order of files and places",
    make: all(
      changing(organization, "maxSession: 1h", "maxSession: 2h"),
      changing(accountOf("analytics-prod"), "runsOn: ec2, network: main", "runsOn: ec3, network: main"),
      changing(accountOf("web-dev"), "10.130.0.0/16", "10.20.0.0/16"),
      changing(dataOf("orders-prod"), "stream: new-and-old-images", "stream: new-images"),
      changing(dataOf("web-dev"), "can: [read, scan, write]", "can: [read, scan, writ]"),
      changing(dataOf("keystore-prod"), "usedBy:\n      issuer: { can: [read, write] }", "usedBy:\n      isuer: { can: [read, write] }"),
    ),
    problems: [
      'accounts/analytics-prod/account.yaml:9:26: workloads.nightly-etl.runsOn: must be one of ec2, lambda, ecs, service, ci, eks, got "ec3"; did you mean "ec2"?',
      'accounts/keystore-prod/data.yaml:7:7: tables.keystore.usedBy.isuer: is not a workload of this account, got "isuer"; did you mean "issuer"?',
      'accounts/orders-prod/data.yaml:7:13: tables.orders.stream: must be one of new-and-old-images, new-image, old-image, keys-only, got "new-images"; did you mean "new-image"?',
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: overlaps 10.20.0.0/16 of orders-prod/main, got "10.20.0.0/16"; choose another range',
      'accounts/web-dev/data.yaml:6:38: tables.drafts.usedBy.storybook.can[2]: must be one of read, scan, write, stream, settings, got "writ"; did you mean "write"?',
      'organization.yaml:14:15: breakGlass.maxSession: is longer than a role that is assumed from another role may last, got "2h"; write 1h; AWS fails the call instead of shortening it',
    ],
  },
  {
    fact: "does not call the workloads of a broken account unknown",
    make: changing(accountOf("analytics-prod"), "account: analytics-prod", "account: [analytics-prod]"),
    problems: [
      'accounts/analytics-prod/account.yaml:2:10: account: must be the name of an account: lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters, got ["analytics-prod"]; write it like orders-prod',
    ],
  },
  {
    fact: "does not call the workloads of an unreadable account unknown",
    make: changing(accountOf("orders-prod"), "zones: 3 }", "zones: 3"),
    problems: [
      "accounts/orders-prod/account.yaml:6:9: opens a { that is not closed; close it, or correct the indentation of the lines that follow",
    ],
  },
  {
    fact: "does not call a broken workload unknown",
    make: changing(accountOf("analytics-prod"), "nightly-etl: { runsOn: ec2, network: main }", "nightly-etl: { runsOn: ec2 }"),
    problems: ["accounts/analytics-prod/account.yaml:9:3: workloads.nightly-etl.network: is missing; add it, like network: main"],
  },
  {
    fact: "does not call workloads unknown under a misspelt heading",
    make: changing(accountOf("web-dev"), "workloads:\n", "workload:\n"),
    problems: ['accounts/web-dev/account.yaml:7:1: workload: is not a field here; did you mean "workloads"?'],
  },
  {
    fact: "does not call networks unknown under a misspelt heading",
    make: changing(accountOf("web-dev"), "networks:\n", "netwoks:\n"),
    problems: ['accounts/web-dev/account.yaml:5:1: netwoks: is not a field here; did you mean "networks"?'],
  },
  {
    fact: "does not call units unknown where organization.yaml is unreadable",
    make: writing(organization, "organization: ["),
    problems: ["organization.yaml:1:15: opens a [ that is not closed; close it, or correct the indentation of the lines that follow"],
  },
  {
    fact: "does not call units unknown under a misspelt heading",
    make: changing(organization, "organizationalUnits:", "organisationalUnits:"),
    problems: ['organization.yaml:17:1: organisationalUnits: is not a field here; did you mean "organizationalUnits"?'],
  },
  {
    fact: "does not call a party unknown that is broken",
    make: changing(organization, "    role: auditor\n", ""),
    problems: ["organization.yaml:27:3: externalParties.nightjar.role: is missing; add it, like role: team/nightly"],
  },
  {
    fact: "does not call a source unshared whose sharing is broken",
    make: changing(dataOf("sessions-eu"), "purpose: global-table", "purpose: global-tables"),
    problems: [
      'accounts/sessions-eu/data.yaml:10:31: tables.sessions.sharedWith.sessions-us.purpose: must be one of etl, migration, governance, external, global-table, shared-service, got "global-tables"; did you mean "global-table"?',
    ],
  },
  {
    fact: "does not call a source without replicas whose replica is broken",
    make: changing(dataOf("sessions-us"), "region: us-east-1", "region: us-est-1"),
    problems: [
      'accounts/sessions-us/data.yaml:5:13: tables.sessions.region: must be an AWS region, got "us-est-1"; did you mean "us-east-1"?',
    ],
  },
  {
    fact: "does not warn of a central data account where the use is broken",
    make: changing(dataOf("shop-legacy"), "shop: { can: [read, write] }", "shop: { can: [raed, write] }"),
    problems: [
      'accounts/shop-legacy/data.yaml:9:21: tables.baskets.usedBy.shop.can[0]: must be one of read, scan, write, stream, settings, got "raed"; did you mean "read"?',
    ],
  },
  {
    fact: "does not call a key unknown that is broken",
    make: all(
      changing(dataOf("keystore-prod"), "  keystore:\n", "  keystore:\n    encryption: { key: wrapping }\n"),
      changing(dataOf("keystore-prod"), "issuer: { can: [encrypt, decrypt] }", "issuer: { can: [encript, decrypt] }"),
    ),
    problems: [
      'accounts/keystore-prod/data.yaml:16:23: keys.wrapping.usedBy.issuer.can[0]: must be one of encrypt, decrypt, got "encript"; did you mean "encrypt"?',
    ],
  },
  {
    fact: "does not call indexes unknown where one is broken",
    make: changing(
      dataOf("orders-prod"),
      "byStatus: { partition: { status: string }, sort: { orderId: string } }",
      "byStatus: { partition: { status: text } }",
    ),
    problems: [
      'accounts/orders-prod/data.yaml:6:40: tables.orders.indexes.byStatus.partition.status: must be one of string, number, binary, got "text"; did you mean "string"?',
    ],
  },
]);
