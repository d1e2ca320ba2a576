import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const FILE = accountOf("orders-prod");
const declaring = (people: string) => changing(FILE, "letThrough:\n", `people:\n  analysts: ${people}\nletThrough:\n`);
const GOOD = "{ permissionSet: DataAnalyst, because: they answer questions, addresses: [198.51.100.0/24] }";

refuses("people", [
  { fact: "takes people with addresses who are granted nothing", make: declaring(GOOD), problems: [] },
  {
    fact: "takes people of the account without rights: they read",
    make: all(
      declaring(GOOD),
      changing(dataOf("orders-prod"), "      projector: { can: [stream] }\n", "      projector: { can: [stream] }\n      analysts: {}\n"),
    ),
    problems: [],
  },
  {
    fact: "refuses people without a place",
    make: declaring("{ permissionSet: DataAnalyst, because: they answer questions }"),
    problems: [
      "accounts/orders-prod/account.yaml:12:3: people.analysts: says no place to call from; add network: <one of this account's>, or addresses: [<public IP range>]",
    ],
  },
  {
    fact: "refuses people with two places",
    make: declaring("{ permissionSet: DataAnalyst, because: they answer questions, network: main, addresses: [198.51.100.0/24] }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:90: people.analysts.addresses: is said beside a network, got ["198.51.100.0/24"]; keep one of the two',
    ],
  },
  {
    fact: "refuses people without a reason",
    make: declaring("{ permissionSet: DataAnalyst, network: main }"),
    problems: ["accounts/orders-prod/account.yaml:12:3: people.analysts.because: is missing; add it, like because: month-end close"],
  },
  {
    fact: "refuses a network that is none of the account's",
    make: declaring("{ permissionSet: DataAnalyst, because: they answer questions, network: mian }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:84: people.analysts.network: is not a network of this account, got "mian"; did you mean "main"?',
    ],
  },
  {
    fact: "refuses addresses that AWS never sees",
    make: declaring("{ permissionSet: DataAnalyst, because: they answer questions, addresses: [10.0.0.0/8] }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:87: people.analysts.addresses[0]: is a private range, which AWS never sees as the source of a call, got "10.0.0.0/8"; name the public addresses that the calls come from',
    ],
  },
  {
    fact: "G10: refuses a permission set with the prefix of its role",
    make: declaring("{ permissionSet: AWSReservedSSO_DataAnalyst, because: they answer questions, network: main }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:30: people.analysts.permissionSet: must be the name of a permission set as Identity Center shows it, at most 32 characters, without AWSReservedSSO_ and suffix, got "AWSReservedSSO_DataAnalyst"; write it like DataAnalyst',
    ],
  },
  {
    fact: "G10: refuses a permission set with the suffix of its role",
    make: declaring("{ permissionSet: DataAnalyst_0123456789abcdef, because: they answer questions, network: main }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:30: people.analysts.permissionSet: ends in the suffix of a role, which AWS makes up anew whenever the set is assigned again, got "DataAnalyst_0123456789abcdef"; write DataAnalyst',
    ],
  },
  {
    fact: "refuses administrators as people",
    make: declaring("{ permissionSet: AdministratorAccess, because: they answer questions, network: main }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:30: people.analysts.permissionSet: is the permission set of administrators, who would use data as their everyday work, got "AdministratorAccess"; give these people a permission set of their own',
    ],
  },
  {
    fact: "refuses who is on call as people",
    make: declaring("{ permissionSet: OnCall, because: they answer questions, network: main }"),
    problems: [
      'accounts/orders-prod/account.yaml:12:30: people.analysts.permissionSet: is the permission set of on-call people, who would use data as their everyday work, got "OnCall"; give these people a permission set of their own',
    ],
  },
  {
    fact: "refuses people with the name of a workload",
    make: changing(FILE, "letThrough:\n", `people:\n  api: ${GOOD}\nletThrough:\n`),
    problems: ['accounts/orders-prod/account.yaml:12:3: people.api: has the name of a workload, got "api"; give the people another name'],
  },
  {
    fact: "refuses two groups with one permission set",
    make: changing(FILE, "letThrough:\n", `people:\n  analysts: ${GOOD}\n  others: ${GOOD}\nletThrough:\n`),
    problems: [
      'accounts/orders-prod/account.yaml:13:28: people.others.permissionSet: is the permission set of "analysts" already, got "DataAnalyst"; keep one of the two',
    ],
  },
  {
    fact: "refuses a workload without rights: only people read where nothing is said",
    make: changing(dataOf("orders-prod"), "projector: { can: [stream] }", "projector: {}"),
    problems: [
      "accounts/orders-prod/data.yaml:11:7: tables.orders.usedBy.projector.can: is missing; add can: [read], or what else it may do",
    ],
  },
  {
    fact: "refuses a table's policy as the way to people",
    make: all(
      changing(accountOf("analytics-prod"), "workloads:\n", `people:\n  analysts: ${GOOD}\nworkloads:\n`),
      changing(
        dataOf("orders-prod"),
        "    sharedWith:\n      analytics-prod",
        "    sharedWith:\n      analytics-prod/analysts: { how: resource-policy, purpose: governance, because: they check what is kept }\n      analytics-prod",
      ),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:39: tables.orders.sharedWith.analytics-prod/analysts.how: cannot name people: the role of a permission set ends in a suffix that AWS makes up, anew whenever the set is assigned again, got "resource-policy"; write how: role, or leave it out',
    ],
  },
  {
    fact: "refuses a session of people that is longer than AWS gives whoever takes a role from a role",
    make: all(
      changing(accountOf("analytics-prod"), "workloads:\n", `people:\n  analysts: ${GOOD}\nworkloads:\n`),
      changing(
        dataOf("orders-prod"),
        "    sharedWith:\n      analytics-prod",
        "    sharedWith:\n      analytics-prod/analysts: { maxSession: 4h, purpose: governance, because: they check what is kept }\n      analytics-prod",
      ),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:13:46: tables.orders.sharedWith.analytics-prod/analysts.maxSession: is longer than a role that is assumed from another role may last, got "4h"; write 1h; AWS fails the call instead of shortening it',
    ],
  },
  {
    fact: "refuses people in another region than the table",
    make: all(
      changing(FILE, "networks:\n", "networks:\n  far: { region: us-east-1, cidr: 10.99.0.0/16, zones: 1 }\n"),
      declaring("{ permissionSet: DataAnalyst, because: they answer questions, network: far }"),
      changing(dataOf("orders-prod"), "      projector: { can: [stream] }\n", "      projector: { can: [stream] }\n      analysts: {}\n"),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:12:7: tables.orders.usedBy.analysts: is used from us-east-1, and the table is in eu-west-1, got "orders-prod/analysts"; let them call from a network of eu-west-1, or use a replica of the table in us-east-1, declared with replicaOf',
    ],
  },
]);
