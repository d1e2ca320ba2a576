import { changing, refuses } from "../../support/mistakes.ts";
import { accountOf, organization } from "../../support/sample.ts";

refuses("organization.yaml", [
  {
    fact: "refuses a break-glass role that is the deploy role",
    make: changing(organization, "role: BreakGlass", "role: PalisadeDeploy"),
    problems: [
      'organization.yaml:12:9: breakGlass.role: is the deploy role too, got "PalisadeDeploy"; give break-glass a role of its own; the deploy role may change what break-glass must not',
    ],
  },
  {
    fact: "gives a deploy role as the example of one, which no break-glass role may be",
    make: changing(organization, "role: PalisadeDeploy", "role: Palisade Deploy"),
    problems: [
      'organization.yaml:9:21: deployment.role: must be the name of an IAM role, at most 64 characters, got "Palisade Deploy"; write it like PalisadeDeploy',
    ],
  },
  {
    fact: "refuses a deployment that nobody runs",
    make: changing(
      organization,
      'deployment: { role: PalisadeDeploy, takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"] }',
      "deployment: { role: PalisadeDeploy }",
    ),
    problems: [
      'organization.yaml:9:1: deployment.takenBy: is missing; add it, like takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"]',
    ],
  },
  {
    fact: "refuses a session as who runs deployments",
    make: changing(
      organization,
      "arn:aws:iam::100000000001:role/PalisadeRunner",
      "arn:aws:sts::100000000001:assumed-role/PalisadeRunner/ci",
    ),
    problems: [
      'organization.yaml:9:47: deployment.takenBy[0]: must be the ARN of an IAM role or user, got "arn:aws:sts::100000000001:assumed-role/PalisadeRunner/ci"; write it like arn:aws:iam::100000000001:role/PalisadeRunner',
    ],
  },
  {
    fact: "refuses who runs deployments in another account",
    make: changing(organization, "arn:aws:iam::100000000001:role/PalisadeRunner", "arn:aws:iam::200000000002:role/PalisadeRunner"),
    problems: [
      'organization.yaml:9:47: deployment.takenBy[0]: is not of the management account, where whoever runs deployments deploys guardrails, got "arn:aws:iam::200000000002:role/PalisadeRunner"; name a role or user of 100000000001; others may assume that one first',
    ],
  },
  {
    fact: "refuses who runs deployments in another partition",
    make: changing(organization, "arn:aws:iam::100000000001:role/PalisadeRunner", "arn:aws-cn:iam::100000000001:role/PalisadeRunner"),
    problems: [
      'organization.yaml:9:47: deployment.takenBy[0]: is not in partition aws, as the home region is, got "arn:aws-cn:iam::100000000001:role/PalisadeRunner"; write arn:aws:iam::…',
    ],
  },
  {
    fact: "refuses a role that is declared for two services",
    make: changing(
      accountOf("orders-prod"),
      "service-role/dax: { service: dax.amazonaws.com",
      "service-role/AWSBackupDefaultServiceRole: { service: dax.amazonaws.com",
    ),
    problems: [
      'accounts/orders-prod/account.yaml:12:19: letThrough.serviceRoles.service-role/AWSBackupDefaultServiceRole: is declared for backup.amazonaws.com already, and a role is for one service, got "service-role/AWSBackupDefaultServiceRole"; keep one of the two',
    ],
  },
  {
    fact: "refuses the deploy role as a service's",
    make: changing(accountOf("orders-prod"), "service-role/dax: {", "PalisadeDeploy: {"),
    problems: [
      'accounts/orders-prod/account.yaml:12:19: letThrough.serviceRoles.PalisadeDeploy: is the deploy role, which whoever runs deployments assumes, got "PalisadeDeploy"; remove it',
    ],
  },
  {
    fact: "refuses break-glass as a service's",
    make: changing(accountOf("orders-prod"), "service-role/dax: {", "palisade/break-glass/BreakGlass: {"),
    problems: [
      'accounts/orders-prod/account.yaml:12:19: letThrough.serviceRoles.palisade/break-glass/BreakGlass: is the break-glass role, which people on call assume, got "palisade/break-glass/BreakGlass"; remove it',
    ],
  },
  ...(
    [
      ["backupRoles", "PalisadeDeploy: takes copies", "is the deploy role, which whoever runs deployments assumes"],
      ["restoreRoles", "PalisadeDeploy: restores tables", "is the deploy role, which whoever runs deployments assumes"],
      ["restoreRoles", "palisade/break-glass/BreakGlass: restores tables", "is the break-glass role, which people on call assume"],
      ["restoreRoles", "palisade/workload/api: restores tables", "lies under the path of the blueprint's own roles"],
      [
        "backupRoles",
        "aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup: copies",
        "is a service-linked role, which SCPs do not bind",
      ],
      ["restoreRoles", "AWSReservedSSO_AdministratorAccess: restores tables", "is a role of administrators"],
      ["restoreRoles", "AWSReservedSSO_OnCall: restores tables", "is a role that may take break-glass"],
      ["restoreRoles", "team/nightly: restores tables", "is the role of workload orders-prod/nightly, whose code acts with it"],
    ] as const
  ).map(([kind, entry, what]) => {
    const role = entry.split(": ")[0] ?? "";
    return {
      fact: `refuses under ${kind} ${role}, which ${what}`,
      make: changing(accountOf("orders-prod"), "letThrough:\n", `letThrough:\n  ${kind}: { ${entry} }\n`),
      problems: [
        `accounts/orders-prod/account.yaml:12:${(kind.length + 7).toString()}: letThrough.${kind}.${role}: ${what}, got ${JSON.stringify(role)}; remove it`,
      ],
    };
  }),
  {
    fact: "refuses a service's role without its service",
    make: changing(
      accountOf("orders-prod"),
      "{ service: dax.amazonaws.com, because: the cache of the order list }",
      "the cache of the order list",
    ),
    problems: [
      'accounts/orders-prod/account.yaml:12:37: letThrough.serviceRoles.service-role/dax: must be a role that an AWS service uses, got "the cache of the order list"; write it like { service: dax.amazonaws.com, because: the DAX cluster }',
    ],
  },
  {
    fact: "C5: refuses a break-glass session longer than an hour",
    make: changing(organization, "maxSession: 1h", "maxSession: 4h"),
    problems: [
      'organization.yaml:14:15: breakGlass.maxSession: is longer than a role that is assumed from another role may last, got "4h"; write 1h; AWS fails the call instead of shortening it',
    ],
  },
  {
    fact: "refuses an open perimeter of a unit without a reason",
    make: changing(organization, "{ perimeter: open, because: developers need the console }", "{ perimeter: open }"),
    problems: [
      'organization.yaml:20:31: organizationalUnits.workloads/dev.perimeter: is not enforced and gives no reason, got "open"; add because: <why>, or enforce it',
    ],
  },
  {
    fact: "refuses an observed perimeter of a unit without a reason",
    make: changing(organization, "security: { perimeter: enforced }", "security: { perimeter: observe }"),
    problems: [
      'organization.yaml:18:26: organizationalUnits.security.perimeter: is not enforced and gives no reason, got "observe"; add because: <why>, or enforce it',
      'organization.yaml:41:24: backups.copiedTo.security: takes copies of backups, but its perimeter is not enforced, so that anybody there restores them, got "security"; enforce its perimeter, or name another account',
    ],
  },
  {
    fact: "refuses an existing unit below one without an id",
    make: changing(
      organization,
      "workloads/prod: { perimeter: enforced }",
      "workloads/prod: { perimeter: enforced, existing: ou-ab12-1a2b3c4d }",
    ),
    problems: [
      'organization.yaml:19:52: organizationalUnits.workloads/prod.existing: exists below "workloads", which does not say its own id, got "ou-ab12-1a2b3c4d"; add workloads: { existing: ou-… }',
    ],
  },
  {
    fact: "refuses two units with one id",
    make: changing(
      organization,
      "security: { perimeter: enforced }",
      "security: { perimeter: enforced, existing: ou-ab12-1a2b3c4d }\n  audit: { perimeter: enforced, existing: ou-ab12-1a2b3c4d }",
    ),
    problems: [
      'organization.yaml:19:43: organizationalUnits.audit.existing: is the id of "security" already, got "ou-ab12-1a2b3c4d"; correct one of the two',
    ],
  },
  {
    fact: "suggests the unit that misspelt defaults mean",
    make: changing(organization, "  workloads/prod: { tables: { point", "  workloads/prd: { tables: { point"),
    problems: [
      'organization.yaml:23:3: defaults.workloads/prd: is not a declared organizational unit, got "workloads/prd"; did you mean "workloads/prod"?',
    ],
  },
  {
    fact: "refuses a unit's name that ends in a space",
    make: changing(organization, "  security: {", '  "audit ": { perimeter: enforced }\n  security: {'),
    problems: [
      'organization.yaml:18:3: organizationalUnits."audit ": must be the path of an organizational unit, at most five levels below the root, got "audit "; rename it, like workloads/prod',
    ],
  },
  {
    fact: "refuses a unit's path with an empty level",
    make: changing(organization, "  security: {", "  audit//logs: { perimeter: enforced }\n  security: {"),
    problems: [
      'organization.yaml:18:3: organizationalUnits.audit//logs: must be the path of an organizational unit, at most five levels below the root, got "audit//logs"; rename it, like workloads/prod',
    ],
  },
  {
    fact: "refuses a unit on the sixth level",
    make: changing(organization, "  security: {", "  a/b/c/d/e/f: { perimeter: enforced }\n  security: {"),
    problems: [
      'organization.yaml:18:3: organizationalUnits.a/b/c/d/e/f: must be the path of an organizational unit, at most five levels below the root, got "a/b/c/d/e/f"; rename it, like workloads/prod',
    ],
  },
  {
    fact: "refuses a party that is an account of the organization",
    make: changing(organization, '"900000000009"', '"200000000004"'),
    problems: [
      'organization.yaml:28:14: externalParties.nightjar.account: is an account of this organization (analytics-prod), got "200000000004"; share with <account>/<workload> instead',
    ],
  },
  {
    fact: "refuses a party that is the management account",
    make: changing(organization, '"900000000009"', '"100000000001"'),
    problems: [
      'organization.yaml:28:14: externalParties.nightjar.account: is an account of this organization (the management account), got "100000000001"; share with <account>/<workload> instead',
    ],
  },
  {
    fact: "refuses two parties that are one role",
    make: changing(
      organization,
      "  nightjar:\n",
      '  owl: { account: "900000000009", role: auditor, because: yearly audit, networks: [203.0.113.0/24] }\n  nightjar:\n',
    ),
    problems: [
      'organization.yaml:28:3: externalParties.nightjar: is the same role as "owl", got "900000000009/auditor"; keep one of the two',
    ],
  },
  {
    fact: "refuses a party with neither networks nor an organization",
    make: changing(organization, "    networks: [203.0.113.0/24]\n", ""),
    problems: [
      "organization.yaml:27:3: externalParties.nightjar: has neither networks nor an organization, so that nothing but its role's name binds it; add networks: [<its public addresses>], or organization: <its organization's id> where it has no fixed addresses",
    ],
  },
  {
    fact: "refuses a party of this organization",
    make: changing(organization, "    networks: [203", "    organization: o-acmeexample\n    networks: [203"),
    problems: [
      'organization.yaml:31:19: externalParties.nightjar.organization: is the id of this organization, got "o-acmeexample"; write the id of the party\'s own organization',
    ],
  },
  {
    fact: "refuses a party's organization that is no id",
    make: changing(organization, "networks: [203.0.113.0/24]", "organization: nightjar"),
    problems: [
      'organization.yaml:31:19: externalParties.nightjar.organization: must be an organization id, got "nightjar"; write it like o-a1b2c3d4e5',
    ],
  },
  {
    fact: "refuses a party's private range",
    make: changing(organization, "203.0.113.0/24", "10.0.0.0/8"),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: is a private range, which AWS never sees as the source of a call, got "10.0.0.0/8"; name the public addresses that the calls come from',
    ],
  },
  {
    fact: "refuses a party's range that is the whole internet",
    make: changing(organization, "203.0.113.0/24", '"0.0.0.0/0"'),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: is nearly the whole internet, got "0.0.0.0/0"; name the callers\' own ranges',
    ],
  },
  {
    fact: "refuses a party's IPv6 range that is the whole internet",
    make: changing(organization, "203.0.113.0/24", '"::/0"'),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: is nearly the whole internet, got "::/0"; name the callers\' own ranges',
    ],
  },
  {
    fact: "refuses a party's range with too many bits",
    make: changing(organization, "203.0.113.0/24", "203.0.113.0/33"),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: is not an IP range, got "203.0.113.0/33"; write it like 203.0.113.0/24',
    ],
  },
  {
    fact: "refuses a party's range that does not begin on its boundary",
    make: changing(organization, "203.0.113.0/24", "203.0.113.7/24"),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: does not begin on its own boundary, got "203.0.113.7/24"; write 203.0.113.0/24',
    ],
  },
  {
    fact: "refuses a party's range with leading zeros",
    make: changing(organization, "203.0.113.0/24", "203.0.0113.0/24"),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: is not an IP range, got "203.0.0113.0/24"; write it like 203.0.113.0/24',
    ],
  },
  {
    fact: "refuses a party's address without a length",
    make: changing(organization, "203.0.113.0/24", "203.0.113.7"),
    problems: [
      'organization.yaml:31:16: externalParties.nightjar.networks[0]: must be an IP range in CIDR notation, got "203.0.113.7"; write 203.0.113.7/32 for one address',
    ],
  },
  {
    fact: "refuses a party's account id without quotes",
    make: changing(organization, '"900000000009"', "900000000009"),
    problems: [
      'organization.yaml:28:14: externalParties.nightjar.account: must be an account id: twelve digits, in quotes, got 900000000009; put it in quotes: "900000000009"',
    ],
  },
  {
    fact: "refuses an issuer that is trusted twice in another case",
    make: changing(
      organization,
      "trustedIssuers:\n",
      "trustedIssuers:\n  ci: { issuer: Token.Actions.GitHubUserContent.com, because: deployments run there too }\n",
    ),
    problems: [
      'organization.yaml:45:29: trustedIssuers.github-actions.issuer: is trusted already as "ci", got "token.actions.githubusercontent.com"; keep one of the two',
    ],
  },
  {
    fact: "refuses an issuer that is trusted twice",
    make: changing(
      organization,
      "trustedIssuers:\n",
      "trustedIssuers:\n  ci: { issuer: token.actions.githubusercontent.com, because: deployments run there too }\n",
    ),
    problems: [
      'organization.yaml:45:29: trustedIssuers.github-actions.issuer: is trusted already as "ci", got "token.actions.githubusercontent.com"; keep one of the two',
    ],
  },
  {
    fact: "refuses a network of another partition than the home region's",
    make: changing(
      accountOf("security"),
      "organizationalUnit: security",
      "organizationalUnit: security\nnetworks: { main: { region: cn-north-1, cidr: 10.1.0.0/16 } }",
    ),
    problems: [
      'accounts/security/account.yaml:6:29: networks.main.region: is not in partition aws, as the home region is, got "cn-north-1"; declare another organization for that partition',
    ],
  },
  {
    fact: "refuses an alarm topic of another partition",
    make: changing(organization, "arn:aws:sns:eu-west-1", "arn:aws-cn:sns:cn-north-1"),
    problems: [
      'organization.yaml:15:15: breakGlass.alarmTopic: is not in partition aws, as the home region is, got "arn:aws-cn:sns:cn-north-1:200000000001:break-glass"; declare another organization for that partition',
    ],
  },
  {
    fact: "refuses a policy attached that is none",
    make: changing(organization, "p-deny0regions", "deny-regions"),
    problems: [
      'organization.yaml:7:55: organization.attachedPolicies.serviceControl[1]: must be the id of an organization policy, or FullAWSAccess, got "deny-regions"; write it like p-1a2b3c4d',
    ],
  },
]);
