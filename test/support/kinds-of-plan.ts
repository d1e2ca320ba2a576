import type { Plan } from "../../model/plan/plan.ts";

/** What drawn organizations must hold between them, each in an accepted one. */
export const KINDS: readonly string[] = [
  ...["partition aws", "partition aws-cn", "partition aws-us-gov", "organization created", "organization existing"],
  ...["unit created", "unit existing", "account created", "account existing"],
  ...["deploy role of the organization", "deploy role of the account", "deploy role of the account with a path"],
  ...["perimeter open", "perimeter observe", "perimeter enforced"],
  ...["network created", "network existing", "network shared"],
  ...[
    "workload ec2",
    "workload lambda",
    "workload ecs",
    "workload service",
    "workload service in no network",
    "workload ci",
    "workload eks by irsa",
    "workload eks by pod-identity",
    "workload in several clusters",
  ],
  ...["workload that polls streams", "role created", "role existing", "role existing with permissions added"],
  ...[
    "table created",
    "table existing",
    "table existing with policy added",
    "table replica",
    "table replica of its account",
    "table ordinary",
    "table sensitive",
  ],
  ...["encryption own-key", "encryption aws-owned", "encryption aws-managed", "encryption by a declared key", "tenants"],
  ...["key created", "key existing", "secret created", "secret existing"],
  ...[
    "shared by resource-policy",
    "shared by role",
    "shared by irsa",
    "shared by pod-identity",
    "shared by own-role",
    "shared by replication",
  ],
  ...["shared with a workload", "shared with a party", "shared with an account"],
  ...["end none", "end before now", "end after now"],
  ...["rights read", "rights scan", "rights write", "rights stream", "rights settings", "rights encrypt", "rights decrypt"],
];

/** The kinds that a plan holds. */
export function kindsOf(plan: Plan): ReadonlySet<string> {
  const { organization, organizationalUnits, accounts, grants } = plan;
  return new Set([
    `partition ${organization.partition}`,
    `organization ${organization.id === undefined ? "created" : "existing"}`,
    ...organizationalUnits.map(({ existing }) => `unit ${madeOr(existing)}`),
    ...accounts.flatMap((account) => [
      `account ${madeOr(account.id)}`,
      `perimeter ${account.perimeter}`,
      `deploy role of the ${deployRoleKind(organization.deployRole, account.deployRole)}`,
      ...account.networks.map(({ kind }) => `network ${kind}`),
      ...account.workloads.flatMap(({ runsOn, exempt, pod, pollsStreams, role }) => [
        ...(exempt === undefined ? [] : ["workload service in no network"]),
        `workload ${runsOn}${pod === undefined ? "" : ` by ${pod.identity}`}`,
        ...(pod !== undefined && pod.clusters.length > 1 ? ["workload in several clusters"] : []),
        ...(pollsStreams ? ["workload that polls streams"] : []),
        `role ${role.created ? "created" : "existing"}${!role.created && role.addsPermissions ? " with permissions added" : ""}`,
      ]),
      ...account.tables.flatMap(tableKinds),
      ...account.keys.map(({ existing }) => `key ${madeOr(existing)}`),
      ...account.secrets.map(({ existing }) => `secret ${madeOr(existing)}`),
    ]),
    ...grants.flatMap(({ how, consumer, until, state, can }) => [
      `shared by ${how}`,
      `shared with ${{ workload: "a workload", people: "people", external: "a party", account: "an account" }[consumer.kind]}`,
      `end ${until === undefined ? "none" : state === "closed" ? "before now" : "after now"}`,
      ...can.map((right) => `rights ${right}`),
    ]),
  ]);
}

const deployRoleKind = (ofAll: string, own: string): string =>
  own === ofAll ? "organization" : own.includes("/") ? "account with a path" : "account";

const madeOr = (existing: string | undefined): string => (existing === undefined ? "created" : "existing");

function tableKinds({
  created,
  writesPolicy,
  replicaOf,
  regionalReplicaOf,
  classification,
  encryption,
  tenants,
}: Plan["accounts"][number]["tables"][number]): string[] {
  return [
    ...(regionalReplicaOf === undefined ? [] : ["table replica of its account"]),
    `table ${replicaOf !== undefined ? "replica" : created ? "created" : `existing${writesPolicy ? " with policy added" : ""}`}`,
    `table ${classification}`,
    `encryption ${typeof encryption === "object" ? "by a declared key" : encryption}`,
    ...(tenants === undefined ? [] : ["tenants"]),
  ];
}
