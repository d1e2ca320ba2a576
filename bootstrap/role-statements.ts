import { arn, functionArn, keyArn, regionalServiceName, roleArn, tableArn } from "../iam/arn.ts";
import type { Catalogue } from "../iam/catalogue.ts";
import { compareText } from "../iam/compare-text.ts";
import { condition } from "../iam/condition.ts";
import { calledVia } from "../iam/grant-conditions.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import { nonEmpty, someOrNone } from "../iam/non-empty.ts";
import { type ActionPattern, allow } from "../iam/statement.ts";
import type { Plan } from "../model/plan/plan.ts";
import { type ActionScope, scopeOf, WITH_EXISTING_ROLES } from "./action-scopes.ts";
import { ACTIONS_OF_SOURCES } from "./actions-of-sources.ts";
import type { ActionsOfType } from "./actions-of-type.ts";
import { ACTIONS_OF_TYPES } from "./actions-of-types.ts";
import type { BootstrapPlace } from "./place.ts";

/** Services of which the roles' statements speak. */
export const BOOTSTRAP_SERVICES: readonly string[] = [
  ...new Set(
    Object.values<ActionsOfType>({ ...ACTIONS_OF_TYPES, ...ACTIONS_OF_SOURCES })
      .flatMap(({ reads, changes }) => [...reads, ...changes])
      .map((action) => action.split(":")[0] ?? ""),
  ),
].sort();

const isOfAccounts = (type: string): boolean => !type.startsWith("aws:organizations/");

function actionsOf(kind: "reads" | "changes"): ActionPattern[] {
  const rows = Object.entries<ActionsOfType>({ ...ACTIONS_OF_TYPES, ...ACTIONS_OF_SOURCES }).filter(([type]) => isOfAccounts(type));
  return [...new Set(rows.flatMap(([, row]) => row[kind]))].sort(compareText);
}

/** Roles that teams made and that stacks give permissions or hand to pods, as resources of IAM: `role/team/nightly`. */
export function existingRoles({ accounts }: Pick<Plan, "accounts">): string[] {
  const roles = accounts.flatMap(({ workloads }) => workloads.map(({ role }) => role)).filter(({ created }) => !created);
  return [...new Set(roles.map(({ path, name }) => `role/${path === undefined ? "" : `${path}/`}${name}`))].sort(compareText);
}

/** Everything that stacks do in an account, as narrow as names tell it. It reads roles, too, those of this room among them, so that they can be checked. */
export const deployStatements = (plan: Plan, place: BootstrapPlace, catalogue: Catalogue): IdentityStatement[] => [
  ...statementsOf("Manage", [...new Set([...actionsOf("reads"), ...actionsOf("changes")])], existingRoles(plan), place, catalogue),
  encryptionStatement(place),
  ...invokeStatements(plan, place),
  ...replicaStatements(plan, place),
];

/**
 * What DynamoDB asks of the key for whoever puts a table under it. Policies of keys leave it to the account's permissions whether the deploy
 * role has it, and the role has it through DynamoDB alone.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function encryptionStatement(place: BootstrapPlace): IdentityStatement {
  const resources = [keyArn({ ...place, region: "*", keyId: "*" })] as const;
  const actions = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"] as const;
  return {
    ...allow({ sid: "ManageEncryptionThroughDynamodb", actions, resources }),
    conditions: condition("StringLike", "kms:ViaService", [regionalServiceName("dynamodb", "*", place.partition)]),
  };
}

/**
 * Whoever sets a rotation needs to be allowed to invoke its function.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
function invokeStatements({ accounts }: Plan, place: BootstrapPlace): IdentityStatement[] {
  const names = accounts.flatMap(({ secrets }) => secrets.flatMap(({ rotation }) => rotation?.functionName ?? []));
  const arns = [...new Set(names)].sort(compareText).map((functionName) => functionArn({ ...place, region: "*", functionName }));
  const resources = someOrNone(arns);
  return resources === undefined ? [] : [allow({ sid: "ManageRotations", actions: ["lambda:InvokeFunction"], resources })];
}

/**
 * What making a replica in another region of an account needs besides: rights to items, which DynamoDB alone uses for the role, and the role by
 * which DynamoDB replicates.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html
 */
function replicaStatements({ accounts }: Plan, place: BootstrapPlace): IdentityStatement[] {
  const replicated = accounts.flatMap(({ tables }) => tables.filter(({ created, replicaRegions }) => created && replicaRegions.length > 0));
  const names = [...new Set(replicated.map(({ physicalName }) => physicalName))].sort(compareText);
  const resources = someOrNone(names.map((table) => tableArn({ ...place, region: "*", table })));
  if (resources === undefined) return [];
  const role = roleArn({ ...place, path: `aws-service-role/${REPLICATION}`, name: "AWSServiceRoleForDynamoDBReplication" });
  return [
    allow({ sid: "ManageReplicas", actions: ["dynamodb:CreateTableReplica", "dynamodb:DeleteTableReplica"], resources }),
    {
      ...allow({ sid: "ManageReplicasThroughDynamodb", actions: ITEMS_OF_REPLICAS, resources }),
      conditions: calledVia(["dynamodb.amazonaws.com"]),
    },
    {
      ...allow({ sid: "ManageReplicationRole", actions: ["iam:CreateServiceLinkedRole"], resources: [role] }),
      conditions: condition("StringEquals", "iam:AWSServiceName", [REPLICATION]),
    },
  ];
}

const REPLICATION = "replication.dynamodb.amazonaws.com";

const ITEMS_OF_REPLICAS = [
  "dynamodb:BatchWriteItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:UpdateItem",
] as const;

/** What a preview reads in an account: settings and policies, and no value of an item, a secret or a key. */
export const previewStatements = (place: BootstrapPlace, catalogue: Catalogue): IdentityStatement[] =>
  statementsOf("Read", actionsOf("reads"), [], place, catalogue);

function statementsOf(
  verb: "Manage" | "Read",
  actions: readonly ActionPattern[],
  existing: readonly string[],
  place: BootstrapPlace,
  catalogue: Catalogue,
): IdentityStatement[] {
  const scopes = Map.groupBy(actions, (name) => {
    const action = catalogue.action(name);
    if (action === undefined) throw new Error(`bootstrap: AWS has no such action, got ${name}; correct its row`);
    return scopeOf(action);
  });
  return [...scopes]
    .sort(([a], [b]) => compareText(a.name, b.name))
    .map(([scope, names]) => ({
      ...allow({
        sid: `${verb}${scope.name}`,
        actions: nonEmpty(names.toSorted(compareText), scope.name),
        resources: nonEmpty(resourcesOf(scope, existing, place), scope.name),
      }),
      ...(scope.conditions === undefined ? {} : { conditions: scope.conditions(place) }),
    }));
}

function resourcesOf(scope: ActionScope, existing: readonly string[], place: BootstrapPlace): string[] {
  if (scope.resources === "*") return ["*"];
  const more = WITH_EXISTING_ROLES.has(scope) ? existing.map((role) => ["iam", false, role] as const) : [];
  return [...scope.resources, ...more].map(([service, isRegional, resource]) =>
    arn({ ...place, service, ...(isRegional ? { region: "*" } : {}), resource }),
  );
}
