import { MOST_REACHED } from "../../../model/checks/reached-accounts.ts";
import { all, changing, refuses, removing, writing } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

refuses("account.yaml", [
  {
    fact: "refuses an account of another name than its folder",
    make: changing(accountOf("security"), "account: security", "account: sec"),
    problems: ['accounts/security/account.yaml:3:10: account: is not the name of its folder, "security", got "sec"; rename one of the two'],
  },
  {
    fact: "refuses a reserved name",
    make: writing(accountOf("external"), 'account: external\nid: "200000000099"\norganizationalUnit: security\n'),
    problems: ['accounts/external/account.yaml:1:10: account: is a reserved name, got "external"; rename the account and its folder'],
  },
  {
    fact: "refuses data without an account",
    make: removing(accountOf("web-dev")),
    problems: [
      "accounts/web-dev/data.yaml:2:1: accounts/web-dev has no account.yaml; write accounts/web-dev/account.yaml, or move the folder",
    ],
  },
  {
    fact: "B8: refuses the management account with data",
    make: changing(accountOf("web-dev"), '"200000000013"', '"100000000001"'),
    problems: [
      'accounts/web-dev/account.yaml:3:5: id: is the management account, which no SCP or RCP binds, got "100000000001"; keep data, networks and workloads in member accounts and remove this folder',
    ],
  },
  {
    fact: "refuses an id beside an e-mail address",
    make: changing(accountOf("checkout-prod"), "email:", 'id: "200000000099"\nemail:'),
    problems: [
      'accounts/checkout-prod/account.yaml:5:8: email: stands beside an id, got "aws+checkout-prod@acme.example"; keep the id of an existing account, or the e-mail address of one to be created',
    ],
  },
  {
    fact: "refuses an account with neither",
    make: changing(accountOf("security"), 'id: "200000000001"\n', ""),
    problems: [
      'accounts/security/account.yaml:3:10: account: has neither an id nor an e-mail address, got "security"; add the id of the existing account, or the e-mail address to create it with',
    ],
  },
  {
    fact: "refuses an id that two accounts have",
    make: changing(accountOf("web-dev"), '"200000000013"', '"200000000012"'),
    problems: ['accounts/web-dev/account.yaml:3:5: id: belongs to "tickets-prod" already, got "200000000012"; correct one of the two'],
  },
  {
    fact: "refuses an e-mail address that two accounts have, whatever its case",
    make: writing("accounts/a/account.yaml", "account: a\nemail: AWS+checkout-prod@acme.example\norganizationalUnit: security\n"),
    problems: [
      'accounts/checkout-prod/account.yaml:4:8: email: belongs to "a" already, got "aws+checkout-prod@acme.example"; correct one of the two',
    ],
  },
  {
    fact: "suggests the unit that a misspelt one means",
    make: changing(accountOf("web-dev"), "workloads/dev", "workloads/dve"),
    problems: [
      'accounts/web-dev/account.yaml:4:21: organizationalUnit: is not a declared organizational unit, got "workloads/dve"; did you mean "workloads/dev"?',
    ],
  },
  {
    fact: "names the units where none is near",
    make: changing(accountOf("web-dev"), "workloads/dev", "sandbox"),
    problems: [
      'accounts/web-dev/account.yaml:4:21: organizationalUnit: is not a declared organizational unit, got "sandbox"; choose from security, workloads/dev, workloads/prod',
    ],
  },
  {
    fact: "refuses an observed perimeter without a reason",
    make: changing(accountOf("shop-legacy"), "because: the old shop runs outside of a VPC until it is replaced\n", ""),
    problems: [
      'accounts/shop-legacy/account.yaml:6:12: perimeter: is not enforced and gives no reason, got "observe"; add because: <why>, or enforce it',
    ],
  },
  {
    fact: "refuses a reason without a perimeter",
    make: changing(accountOf("shop-legacy"), "perimeter: observe\n", ""),
    problems: [
      'accounts/shop-legacy/account.yaml:6:1: because: explains a perimeter that is not declared, got "the old shop runs outside of a VPC until it is replaced"; add perimeter: open or observe, or remove the line',
    ],
  },
  {
    fact: "says nothing of the reason where the perimeter is misspelt",
    make: changing(accountOf("shop-legacy"), "perimeter: observe", "perimeter: obsrve"),
    problems: [
      'accounts/shop-legacy/account.yaml:6:12: perimeter: must be one of open, observe, enforced, or { mode: enforced, unlessConfirmedBy: <instant> }, got "obsrve"; did you mean "observe"?',
    ],
  },
  {
    fact: "refuses ranges that overlap",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "10.20.128.0/17"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: overlaps 10.20.0.0/16 of orders-prod/main, got "10.20.128.0/17"; choose another range',
    ],
  },
  {
    fact: "warns of existing ranges that overlap",
    make: changing(accountOf("shop-legacy"), "10.80.0.0/16", "10.50.0.0/16"),
    problems: [],
    warnings: [
      'accounts/shop-legacy/account.yaml:9:69: networks.main.cidr: overlaps 10.50.0.0/16 of platform-prod/main, got "10.50.0.0/16"; both exist; they can never be connected',
    ],
  },
  {
    fact: "refuses a range larger than AWS takes",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "10.130.0.0/8"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: is outside of AWS\'s sizes, /16 to /28, got "10.130.0.0/8"; choose a size between them',
    ],
  },
  {
    fact: "refuses a range for a new network whose quarters are smaller than a subnet may be",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "10.130.0.0/27"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: is too small for subnets, which are quarters of it and at least /28, got "10.130.0.0/27"; choose a size from /16 to /26',
    ],
  },
  {
    fact: "refuses a range with too many bits",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "10.130.0.0/33"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: is not an IPv4 range, got "10.130.0.0/33"; write it like 10.20.0.0/16',
    ],
  },
  {
    fact: "refuses a range with leading zeros",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "010.130.0.0/16"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: is not an IPv4 range, got "010.130.0.0/16"; write it like 10.20.0.0/16',
    ],
  },
  {
    fact: "refuses a range that does not begin on its boundary",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", "10.130.7.0/16"),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: does not begin on its own boundary, got "10.130.7.0/16"; write 10.130.0.0/16',
    ],
  },
  {
    fact: "refuses an IPv6 range",
    make: changing(accountOf("web-dev"), "10.130.0.0/16", '"::/0"'),
    problems: [
      'accounts/web-dev/account.yaml:6:36: networks.main.cidr: must be an IPv4 range in CIDR notation, got "::/0"; write it like 10.20.0.0/16',
    ],
  },
  {
    fact: "refuses a VPC that is declared twice",
    make: changing(accountOf("shop-legacy"), "existing: vpc-0f1e2d3c4b5a69788", "existing: vpc-0a1b2c3d4e5f60718"),
    problems: [
      'accounts/shop-legacy/account.yaml:9:21: networks.main.existing: is declared already as platform-prod/main, got "vpc-0a1b2c3d4e5f60718"; keep one of the two, or use sharedFrom',
    ],
  },
  {
    fact: "refuses an existing network without a way to DynamoDB",
    make: changing(accountOf("shop-legacy"), ", dynamodbEndpoint: vpce-0f1e2d3c4b5a69788", ""),
    problems: [
      "accounts/shop-legacy/account.yaml:9:3: networks.main: has no way to DynamoDB; add dynamodbEndpoint: vpce-…, or adds: [endpoints] with routeTables: [rtb-…]",
    ],
  },
  {
    fact: "refuses an endpoint to add without route tables",
    make: changing(accountOf("platform-prod"), ", routeTables: [rtb-0a1b2c3d4e5f60718]", ""),
    problems: [
      "accounts/platform-prod/account.yaml:7:3: networks.main: may be given an endpoint but names no route tables for it; add routeTables: [rtb-…]",
    ],
  },
  {
    fact: "refuses an endpoint that is there beside route tables for another",
    make: changing(accountOf("platform-prod"), "adds: [endpoints]", "adds: [endpoints], dynamodbEndpoint: vpce-0f1e2d3c4b5a69788"),
    problems: [
      "accounts/platform-prod/account.yaml:7:3: networks.main: names both its DynamoDB endpoint and route tables for a new one; keep dynamodbEndpoint, or adds and routeTables",
    ],
  },
  {
    fact: "refuses route tables where nothing may be added",
    make: changing(accountOf("shop-legacy"), "dynamodbEndpoint: vpce-0f1e2d3c4b5a69788", "routeTables: [rtb-0a1b2c3d4e5f60718]"),
    problems: [
      "accounts/shop-legacy/account.yaml:9:3: networks.main: has no way to DynamoDB; add dynamodbEndpoint: vpce-…, or adds: [endpoints] with routeTables: [rtb-…]",
    ],
  },
  {
    fact: "warns of what an existing network loses with the endpoint that it is given",
    make: changing(
      accountOf("shop-legacy"),
      "dynamodbEndpoint: vpce-0f1e2d3c4b5a69788",
      "adds: [endpoints], routeTables: [rtb-0a1b2c3d4e5f60718]",
    ),
    problems: [],
    warnings: [
      "accounts/shop-legacy/account.yaml:9:89: networks.main.adds: gives the network an endpoint for DynamoDB, which closes all tables but its own and those of its grants; share other tables that it uses, or name an endpoint of your own as dynamodbEndpoint in place of adds",
    ],
  },
  {
    fact: "takes accounts that a network reaches, declared or not",
    make: changing(accountOf("pipeline-prod"), "zones: 3 }", 'zones: 3, reaches: [web-dev, "200000000099"] }'),
    problems: [],
  },
  {
    fact: "suggests the account that a misspelt one of those that a network reaches means",
    make: changing(accountOf("pipeline-prod"), "zones: 3 }", "zones: 3, reaches: [web-dve] }"),
    problems: [
      'accounts/pipeline-prod/account.yaml:6:70: networks.main.reaches[0]: names no declared account, got "web-dve"; did you mean "web-dev"?',
    ],
  },
  {
    fact: "refuses a network that reaches its own account, by name or id",
    make: changing(accountOf("pipeline-prod"), "zones: 3 }", 'zones: 3, reaches: [pipeline-prod, "200000000007"] }'),
    problems: [
      'accounts/pipeline-prod/account.yaml:6:70: networks.main.reaches[0]: is the network\'s own account, which its endpoints always lead to, got "pipeline-prod"; remove it',
      'accounts/pipeline-prod/account.yaml:6:85: networks.main.reaches[1]: is the network\'s own account, which its endpoints always lead to, got "200000000007"; remove it',
    ],
  },
  {
    fact: "refuses something else than an account among those that a network reaches",
    make: changing(accountOf("pipeline-prod"), "zones: 3 }", "zones: 3, reaches: [Web_Dev] }"),
    problems: [
      'accounts/pipeline-prod/account.yaml:6:70: networks.main.reaches[0]: must be the name of a declared account, or an account id in quotes, got "Web_Dev"; write it like platform-prod',
    ],
  },
  {
    fact: "refuses what an existing network reaches, whose endpoints are not Palisade's",
    make: changing(
      accountOf("shop-legacy"),
      "dynamodbEndpoint: vpce-0f1e2d3c4b5a69788",
      "dynamodbEndpoint: vpce-0f1e2d3c4b5a69788, reaches: [web-dev]",
    ),
    problems: [
      "accounts/shop-legacy/account.yaml:9:125: networks.main.reaches: is not a field here; choose from adds, cidr, dynamodbEndpoint, existing, region, routeTables",
    ],
  },
  {
    fact: "refuses a network that reaches more accounts than its endpoints' policies take",
    make: changing(
      accountOf("pipeline-prod"),
      "zones: 3 }",
      `zones: 3, reaches: [${Array.from({ length: MOST_REACHED }, (_, index) => `"${(300_000_000_000 + index).toString()}"`).join(", ")}] }`,
    ),
    problems: [
      "accounts/pipeline-prod/account.yaml:6:3: networks.main: reaches more accounts by grants and by reaches than the 300 that fit into the policies of its endpoints, got 302; let its workloads run in several networks, or bring what they use together in fewer accounts",
    ],
  },
  {
    fact: "suggests the account that a misspelt shared network means",
    make: changing(
      accountOf("web-dev"),
      "main: { region: eu-west-1, cidr: 10.130.0.0/16, zones: 1 }",
      "main: { sharedFrom: orders-prd/main }",
    ),
    problems: [
      'accounts/web-dev/account.yaml:6:23: networks.main.sharedFrom: names no declared account, got "orders-prd/main"; did you mean "orders-prod"?',
    ],
  },
  {
    fact: "suggests the network that a misspelt shared one means",
    make: changing(
      accountOf("web-dev"),
      "main: { region: eu-west-1, cidr: 10.130.0.0/16, zones: 1 }",
      "main: { sharedFrom: orders-prod/mian }",
    ),
    problems: [
      'accounts/web-dev/account.yaml:6:23: networks.main.sharedFrom: names no network of orders-prod, got "orders-prod/mian"; did you mean "main"?',
    ],
  },
  {
    fact: "refuses a network shared from its own account",
    make: changing(
      accountOf("analytics-prod"),
      "experiments: { region: eu-west-1, cidr: 10.41.0.0/16, zones: 1 }",
      "experiments: { sharedFrom: analytics-prod/main }",
    ),
    problems: [
      'accounts/analytics-prod/account.yaml:7:30: networks.experiments.sharedFrom: is shared from its own account, got "analytics-prod/main"; use the network itself',
    ],
  },
  {
    fact: "refuses a shared network that is shared on",
    make: all(
      changing(
        accountOf("web-dev"),
        "main: { region: eu-west-1, cidr: 10.130.0.0/16, zones: 1 }",
        "main: { sharedFrom: analytics-prod/experiments }",
      ),
      changing(
        accountOf("analytics-prod"),
        "experiments: { region: eu-west-1, cidr: 10.41.0.0/16, zones: 1 }",
        "experiments: { sharedFrom: orders-prod/main }",
      ),
    ),
    problems: [
      'accounts/web-dev/account.yaml:6:23: networks.main.sharedFrom: is itself shared from another account, got "analytics-prod/experiments"; write sharedFrom: orders-prod/main',
    ],
    warnings: [
      'accounts/analytics-prod/account.yaml:7:30: networks.experiments.sharedFrom: is shared, so that its id admits every account that takes part in it, got "orders-prod/main"; share subnets only with accounts that may reach this account\'s tables',
    ],
  },
  {
    fact: "refuses networks that are shared both ways, with the path",
    make: all(
      changing(accountOf("pipeline-prod"), "networks:\n", "networks:\n  theirs: { sharedFrom: keystore-prod/main }\n"),
      changing(accountOf("keystore-prod"), "networks:\n", "networks:\n  theirs: { sharedFrom: pipeline-prod/main }\n"),
    ),
    problems: [
      'accounts/keystore-prod/account.yaml:6:25: networks.theirs.sharedFrom: makes stacks wait for each other, got "foundation.keystore-prod → foundation.pipeline-prod → foundation.keystore-prod"; let one account share, and the other use',
    ],
    warnings: [
      'accounts/keystore-prod/account.yaml:6:25: networks.theirs.sharedFrom: is shared, so that its id admits every account that takes part in it, got "pipeline-prod/main"; share subnets only with accounts that may reach this account\'s tables',
      'accounts/pipeline-prod/account.yaml:6:25: networks.theirs.sharedFrom: is shared, so that its id admits every account that takes part in it, got "keystore-prod/main"; share subnets only with accounts that may reach this account\'s tables',
    ],
  },
  {
    fact: "refuses networks that are each other, with the path",
    make: all(
      changing(accountOf("pipeline-prod"), "networks:\n", "networks:\n  joint: { sharedFrom: keystore-prod/joint }\n"),
      changing(accountOf("keystore-prod"), "networks:\n", "networks:\n  joint: { sharedFrom: pipeline-prod/joint }\n"),
    ),
    problems: [
      'accounts/keystore-prod/account.yaml:6:24: networks.joint.sharedFrom: makes stacks wait for each other, got "foundation.keystore-prod → foundation.pipeline-prod → foundation.keystore-prod"; let one account share, and the other use',
    ],
    warnings: [
      'accounts/keystore-prod/account.yaml:6:24: networks.joint.sharedFrom: is shared, so that its id admits every account that takes part in it, got "pipeline-prod/joint"; share subnets only with accounts that may reach this account\'s tables',
      'accounts/pipeline-prod/account.yaml:6:24: networks.joint.sharedFrom: is shared, so that its id admits every account that takes part in it, got "keystore-prod/joint"; share subnets only with accounts that may reach this account\'s tables',
    ],
  },
  {
    fact: "suggests the network that a workload's misspelt one means",
    make: changing(accountOf("web-dev"), "runsOn: ecs, network: main", "runsOn: ecs, network: mian"),
    problems: [
      'accounts/web-dev/account.yaml:8:38: workloads.storybook.network: is not a network of this account, got "mian"; did you mean "main"?',
    ],
  },
  {
    fact: "refuses a workload's network that the account has not",
    make: changing(accountOf("web-dev"), "runsOn: ecs, network: main", "runsOn: ecs, network: shared-services"),
    problems: [
      'accounts/web-dev/account.yaml:8:38: workloads.storybook.network: is not a network of this account, got "shared-services"; choose main',
    ],
  },
  {
    fact: "refuses a workload without a network",
    make: changing(accountOf("web-dev"), "runsOn: ecs, network: main", "runsOn: ecs"),
    problems: ["accounts/web-dev/account.yaml:8:3: workloads.storybook.network: is missing; add it, like network: main"],
  },
  {
    fact: "refuses a function without a network that polls no streams",
    make: changing(accountOf("orders-prod"), "api: { runsOn: lambda, network: main }", "api: { runsOn: lambda }"),
    problems: [
      "accounts/orders-prod/account.yaml:8:3: workloads.api.network: is missing; add network: <one of this account's>; only a function that polls streams may do without, or one in an account whose perimeter is not enforced",
    ],
  },
  {
    fact: "refuses rights beyond the stream for a function without a network",
    make: all(
      changing(
        accountOf("orders-prod"),
        "projector: { runsOn: lambda, network: main, pollsStreams: true }",
        "projector: { runsOn: lambda, pollsStreams: true }",
      ),
      changing(dataOf("orders-prod"), "projector: { can: [stream] }", "projector: { can: [read, stream] }"),
    ),
    problems: [
      'accounts/orders-prod/data.yaml:11:25: tables.orders.usedBy.projector.can: names more than stream, and orders-prod/projector has no network to reach the table from, got ["read","stream"]; give the workload a network, or keep stream alone',
    ],
  },
  {
    fact: "suggests the cluster that a misspelt one means",
    make: changing(accountOf("platform-prod"), "cluster: main, namespace: billing", "cluster: mian, namespace: billing"),
    problems: [
      'accounts/platform-prod/account.yaml:12:37: workloads.invoicer.cluster: is not a cluster of this account, got "mian"; did you mean "main"?',
    ],
  },
  {
    fact: "suggests the network that a cluster's misspelt one means",
    make: changing(accountOf("platform-prod"), "{ existing: platform, network: main }", "{ existing: platform, network: maim }"),
    problems: [
      'accounts/platform-prod/account.yaml:9:40: clusters.main.network: is not a network of this account, got "maim"; did you mean "main"?',
    ],
  },
  {
    fact: "refuses a cluster that is declared twice",
    make: changing(accountOf("platform-prod"), "clusters:\n", "clusters:\n  second: { existing: platform, network: main }\n"),
    problems: [
      'accounts/platform-prod/account.yaml:10:21: clusters.main.existing: is declared already as "second", got "platform"; keep one of the two',
    ],
  },
  {
    fact: "refuses two workloads on one service account",
    make: changing(
      accountOf("platform-prod"),
      "namespace: letters, serviceAccount: notifier",
      "namespace: billing, serviceAccount: invoicer",
    ),
    problems: [
      'accounts/platform-prod/account.yaml:14:3: workloads.notifier: runs as the same service account as "invoicer", got "main/billing/invoicer"; give each its own, or declare one workload',
    ],
  },
  {
    fact: "refuses two workloads with one role",
    make: changing(
      accountOf("orders-prod"),
      "projector: { runsOn: lambda, network: main, pollsStreams: true }",
      "projector: { runsOn: lambda, network: main, pollsStreams: true, role: { existing: team/nightly } }",
    ),
    problems: [
      'accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: has the name of the role of "projector", got "team/nightly"; give each workload a role with a name of its own, or declare one workload',
    ],
    warnings: [
      'accounts/orders-prod/data.yaml:11:7: tables.orders.usedBy.projector: lets a role of its team\'s use a sensitive table, and administrators of orders-prod can let themselves into that role, got "team/nightly"; leave role out of the workload, so that Palisade makes one that guardrails protect',
    ],
  },
  {
    fact: "refuses a role whose name Palisade gives another workload's",
    make: changing(accountOf("orders-prod"), "existing: team/nightly", "existing: team/Api"),
    problems: [
      'accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: has the name of the role of "api", got "team/Api"; give each workload a role with a name of its own, or declare one workload',
    ],
  },
  {
    fact: "refuses a role that Palisade makes",
    make: changing(accountOf("orders-prod"), "existing: team/nightly", "existing: palisade/workload/nightly"),
    problems: [
      'accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: is a role that Palisade makes, got "palisade/workload/nightly"; name the role that the workload\'s team made',
    ],
  },
  {
    fact: "refuses a role of AWS's own",
    make: changing(accountOf("orders-prod"), "existing: team/nightly", "existing: aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2"),
    problems: [
      "accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: is a role of AWS's own, got \"aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2\"; name the role that the workload's team made",
    ],
  },
  {
    fact: "refuses the deploy role as a workload's",
    make: changing(accountOf("orders-prod"), "existing: team/nightly", "existing: PalisadeDeploy"),
    problems: [
      'accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: is the deploy or the break-glass role, got "PalisadeDeploy"; name the role that the workload\'s team made',
    ],
  },
  {
    fact: "refuses a role's ARN in place of its name",
    make: changing(accountOf("orders-prod"), "existing: team/nightly", 'existing: "arn:aws:iam::200000000002:role/team/nightly"'),
    problems: [
      'accounts/orders-prod/account.yaml:10:60: workloads.nightly.role.existing: must be the name of an IAM role, with its path if it has one, without `role/` in front, got "arn:aws:iam::200000000002:role/team/nightly"; write it like team/nightly',
    ],
  },
]);
