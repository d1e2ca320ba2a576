import { arn } from "../iam/arn.ts";
import type { Action } from "../iam/catalogue-entries.ts";
import { type Conditions, condition } from "../iam/condition.ts";
import type { BootstrapPlace } from "./place.ts";

/** What a statement of the deploy role is about. */
export interface ActionScope {
  /** The end of the statement's Sid. */
  readonly name: string;
  /** ARNs without the account's own part, by service: `[service, region or none, resource]`. */
  readonly resources: "*" | readonly (readonly [service: string, isRegional: boolean, resource: string])[];
  readonly conditions?: (place: BootstrapPlace) => Conditions;
}

/** Services to which stacks hand roles. */
const PASSED_TO = ["ec2.amazonaws.com", "events.amazonaws.com", "pods.eks.amazonaws.com"] as const;

const ROLES = [["iam", false, "role/palisade/*"]] as const;

const SCOPES = {
  anything: { name: "Anything", resources: "*" },
  tables: { name: "Tables", resources: [["dynamodb", true, "table/*"]] },
  networks: { name: "Networks", resources: [["ec2", true, "*"]] },
  clusters: {
    name: "Clusters",
    resources: [
      ["eks", true, "cluster/*"],
      ["eks", true, "podidentityassociation/*"],
    ],
  },
  rules: { name: "Rules", resources: [["events", true, "rule/palisade-*"]] },
  keys: {
    name: "Keys",
    resources: [
      ["kms", true, "alias/*"],
      ["kms", true, "key/*"],
    ],
  },
  secrets: { name: "Secrets", resources: [["secretsmanager", true, "secret:*"]] },
  settings: { name: "Settings", resources: [["ssm", true, "parameter/palisade/*"]] },
  roles: { name: "Roles", resources: ROLES },
  /** Roles that exist are looked at, whatever their path is. */
  anyRole: { name: "AnyRole", resources: [["iam", false, "role/*"]] },
  /** To these come roles that teams made and to which a declaration adds permissions. */
  permissions: { name: "Permissions", resources: ROLES },
  attached: {
    name: "AttachedPolicies",
    resources: ROLES,
    conditions: ({ partition }) =>
      condition("ArnLike", "iam:PolicyARN", [arn({ partition, service: "iam", accountId: "aws", resource: "policy/service-role/*" })]),
  },
  passed: {
    name: "PassedRoles",
    resources: ROLES,
    conditions: () => condition("StringEquals", "iam:PassedToService", PASSED_TO),
  },
  profiles: { name: "InstanceProfiles", resources: [["iam", false, "instance-profile/palisade/*"]] },
  providers: { name: "IdentityProviders", resources: [["iam", false, "oidc-provider/*"]] },
} as const satisfies Record<string, ActionScope>;

/** The scopes that name roles which a declaration references, besides those that it makes. */
export const WITH_EXISTING_ROLES: ReadonlySet<ActionScope> = new Set([SCOPES.permissions, SCOPES.passed]);

const OF_SERVICES: Readonly<Record<string, ActionScope>> = {
  dynamodb: SCOPES.tables,
  ec2: SCOPES.networks,
  eks: SCOPES.clusters,
  events: SCOPES.rules,
  kms: SCOPES.keys,
  secretsmanager: SCOPES.secrets,
  ssm: SCOPES.settings,
};

/** Where an action is allowed: as narrow as what Palisade makes can be told from the rest by its name. */
export function scopeOf({ name, service, resources, isWrite }: Action): ActionScope {
  if (resources.length === 0) return SCOPES.anything;
  if (service === "iam") return scopeInIam(name, new Set(resources.map((resource) => resource.name)), isWrite);
  const scope = OF_SERVICES[service];
  if (scope === undefined) throw new Error(`bootstrap: no scope for actions of this service, got ${name}; add it to action-scopes.ts`);
  return scope;
}

function scopeInIam(name: string, types: ReadonlySet<string>, isWrite: boolean): ActionScope {
  if (types.has("oidc-provider")) return SCOPES.providers;
  if (types.has("instance-profile")) return SCOPES.profiles;
  switch (name) {
    case "iam:PassRole":
      return SCOPES.passed;
    case "iam:AttachRolePolicy":
    case "iam:DetachRolePolicy":
      return SCOPES.attached;
    case "iam:DeleteRolePolicy":
    case "iam:PutRolePolicy":
      return SCOPES.permissions;
    default:
      return isWrite ? SCOPES.roles : SCOPES.anyRole;
  }
}
