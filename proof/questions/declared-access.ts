import { accountOf, workloadOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "../../model/rights.ts";
import type { KeyVerb, SecretVerb, TableVerb } from "../../model/schema/vocabulary.ts";
import type { Request } from "../engine/prepare-request.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";

/** The network that a workload runs in, by its name; undefined where it is declared in none. */
export function networkOf(
  plan: ResolvedPlan,
  { account, workload }: { readonly account: string; readonly workload: string },
): string | undefined {
  const network = workloadOf(plan, { kind: "workload", account, workload })?.network;
  return network === undefined ? undefined : `${network.account}/${network.network}`;
}

/** Whether Lambda polls streams with a consumer's role, from a network of AWS's own. */
export const pollsStreams = (plan: ResolvedPlan, { consumer }: ResolvedGrant): boolean => workloadOf(plan, consumer)?.pollsStreams === true;

/**
 * Whether a grant waits for the role of its consumer, to which nothing is given before: a pod has none while its cluster is not there, and
 * in an account that is created here the workload's team has made none yet.
 */
export function waitsForRole({ consumer }: Pick<ResolvedGrant, "consumer">, plan: ResolvedPlan, { deployed }: OrganizationWorld): boolean {
  const { pod, ci, role, roleArn } = workloadOf(plan, consumer) ?? {};
  if (role === undefined || consumer.kind !== "workload") return false;
  if (!role.created) return accountOf(plan, consumer.account)?.email !== undefined;
  return (pod !== undefined || ci?.createsProvider === false) && !deployed.roles.has(roleArn ?? "");
}

/** Each action that a grant gives, on everything that it is on, as the principal asks for it. */
export function grantedRequests(grant: ResolvedGrant, principal: string, from: string | undefined, plan: ResolvedPlan): Request[] {
  const { kind, owner, name, can, on } = grant;
  const shared = `${owner}/${kind}/${name}`;
  const each = (actions: readonly string[], resource: string): Request[] =>
    [...new Set(actions)].map((action) => ({ principal, action, resource, from, context: {} }));
  switch (kind) {
    case "keys":
      return each(
        can.flatMap((verb) => KEY_RIGHTS[verb as KeyVerb]),
        shared,
      );
    case "secrets":
      return each(
        can.flatMap((verb) => SECRET_RIGHTS[verb as SecretVerb]),
        shared,
      );
    case "tables": {
      const rights = can.map((verb) => TABLE_RIGHTS[verb as TableVerb]);
      const indexes = on.filter((place) => place !== "table");
      return [
        ...(on.includes("table")
          ? each(
              rights.flatMap(({ table }) => table),
              shared,
            )
          : []),
        ...indexes.flatMap((index) =>
          each(
            rights.flatMap((right) => right.index),
            `${shared}/index/${index}`,
          ),
        ),
        ...each(
          rights.flatMap(({ stream }) => stream),
          `${shared}/stream`,
        ).map((request) => (pollsStreams(plan, grant) ? { ...request, from: undefined } : request)),
      ];
    }
  }
}

/** An action on the same resource that the grant leaves out. */
export function notGranted({ kind, can }: ResolvedGrant): string {
  const has = (verb: string) => (can as readonly string[]).includes(verb);
  if (kind === "keys") return has("encrypt") ? "kms:ScheduleKeyDeletion" : "kms:Encrypt";
  if (kind === "secrets") return has("write") ? "secretsmanager:DeleteSecret" : "secretsmanager:PutSecretValue";
  return has("write") ? "dynamodb:DeleteTable" : "dynamodb:PutItem";
}
