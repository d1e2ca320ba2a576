import type { ReferenceDeployment } from "./reference-deployment.ts";
import { type ReferencePolicy, type ReferenceStatement, statementsOf } from "./reference-statement.ts";

/** What requests over an organization are drawn from. */
export interface WorldPools {
  readonly principals: readonly string[];
  readonly networks: ReferenceDeployment["networks"];
  readonly issuers: readonly string[];
  /** Resources that stacks made, by service. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
  /** Values of every condition key in the documents. */
  readonly literals: ReadonlyMap<string, readonly string[]>;
  /** Allow statements with the role that they are attached to, or the resource that they are about. */
  readonly allows: readonly { readonly statement: ReferenceStatement; readonly role?: string; readonly resource?: string }[];
}

const FOREIGN = "900000000009";
const SERVICES = [
  "lambda.amazonaws.com",
  "backup.amazonaws.com",
  "replication.dynamodb.amazonaws.com",
  "pods.eks.amazonaws.com",
  "ec2.amazonaws.com",
];

/** Collects what requests over an organization are drawn from. */
export function poolsOf(deployment: ReferenceDeployment): WorldPools {
  const { accounts, roles, tags, parts, networks, issuers, managementAccount } = deployment;
  const [anyRole = "arn:aws:iam::1:role/x"] = roles.keys();
  const partition = anyRole.split(":")[1] ?? "aws";
  const principalsOf = (account: string) =>
    ["root", "user/ana", "role/team/anybody", "role/PalisadeDeploy", "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"]
      .concat(
        `role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_OnCall_0123456789abcdef`,
        "role/auditor",
        "role/palisade/break-glass/BreakGlass",
      )
      .map((name) => `arn:${partition}:iam::${account}:${name}`);
  const sessions = [...roles.keys()].map(
    (arn) => `arn:${partition}:sts::${arn.split(":")[4] ?? ""}:assumed-role/${arn.slice(arn.lastIndexOf("/") + 1)}/s1`,
  );
  const made = [...tags.keys(), ...parts];
  const kind = (pattern: RegExp) => made.filter((arn) => pattern.test(arn));
  return {
    principals: [...roles.keys(), ...roles.keys(), ...sessions, ...[...accounts.keys(), FOREIGN].flatMap(principalsOf), ...SERVICES, "*"],
    networks,
    issuers,
    resources: new Map([
      ["table", kind(/:table\/[^/]+$/)],
      ["index", kind(/\/index\//)],
      ["stream", kind(/\/stream\//)],
      ["key", kind(/:key\//)],
      ["alias", [...deployment.aliases.keys()]],
      ["secret", kind(/:secret:/)],
      ["role", [...roles.keys()]],
      ["vpc-endpoint", kind(/:vpc-endpoint\//)],
      ["oidc-provider", issuers],
    ]),
    literals: literalsOf(deployment),
    allows: [
      ...[...roles].flatMap(([role, { identity, trust }]) => [
        ...identity.flatMap(statementsOf).map((statement) => ({ statement, role })),
        ...statementsOf(trust).map((statement) => ({ statement, resource: role })),
      ]),
      ...[...deployment.resourcePolicies].flatMap(([resource, policy]) =>
        statementsOf(policy).map((statement) => ({ statement, resource })),
      ),
    ].filter(({ statement }) => statement.Effect === "Allow" && statement.Action !== undefined && managementAccount !== ""),
  };
}

function literalsOf({ roles, resourcePolicies, networks, serviceControl, resourceControl }: ReferenceDeployment): Map<string, string[]> {
  const documents: readonly ReferencePolicy[] = [
    ...[...roles.values()].flatMap(({ trust, identity }) => [trust, ...identity]),
    ...resourcePolicies.values(),
    ...[...networks.values()].flatMap(({ endpoints }) => [...endpoints.values()].flatMap(({ policy }) => policy ?? [])),
    ...[...serviceControl.values(), ...resourceControl.values()].flat(),
  ];
  const literals = new Map<string, Set<string>>();
  for (const { Condition = {} } of documents.flatMap(statementsOf)) {
    for (const [operator, keys] of Object.entries(Condition)) {
      for (const [key, values] of Object.entries(keys)) {
        const known = literals.get(key) ?? new Set<string>();
        literals.set(key, known);
        if (operator !== "Null") for (const value of [values].flat()) known.add(String(value));
      }
    }
  }
  return new Map([...literals].map(([key, values]) => [key, [...values]]));
}
