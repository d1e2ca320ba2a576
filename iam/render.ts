import { compareText } from "./compare-text.ts";
import type { Conditions } from "./condition.ts";
import { conditionsIn } from "./condition.ts";
import type { PolicyDocument, PolicyKind } from "./document.ts";
import { measure, QUOTAS, type Quota } from "./quota.ts";
import type { Principals, Statement } from "./statement.ts";

/** What bounds a kind of document, and what to do when it is too small. */
const LIMITS: Readonly<Record<PolicyKind, { readonly quota: Quota; readonly remedy: string }>> = {
  "identity policy": {
    quota: QUOTAS.inlinePolicySizePerRole,
    remedy: "spread its grants over several workloads with roles of their own, or share by role",
  },
  "managed policy": { quota: QUOTAS.managedPolicySize, remedy: "split it into two policies" },
  "session policy": { quota: QUOTAS.sessionPolicySize, remedy: "name fewer actions and resources, or pass managed policies" },
  "trust policy": {
    quota: QUOTAS.trustPolicySize,
    remedy: "have the account's quota for role trust policies raised and declare it, or split the role",
  },
  "table policy": { quota: QUOTAS.tablePolicySize, remedy: "share by role instead of by resource policy, or name fewer principals" },
  "stream policy": { quota: QUOTAS.streamPolicySize, remedy: "share by role instead of by resource policy, or name fewer principals" },
  "key policy": { quota: QUOTAS.keyPolicySize, remedy: "use one key for fewer resources, or share by role" },
  "secret policy": { quota: QUOTAS.secretPolicySize, remedy: "share by role instead of by resource policy, or name fewer principals" },
  "endpoint policy": { quota: QUOTAS.endpointPolicySize, remedy: "name fewer resources, or bind them by organization" },
  "service control policy": { quota: QUOTAS.serviceControlPolicySize, remedy: "split it into two policies" },
  "resource control policy": { quota: QUOTAS.resourceControlPolicySize, remedy: "split it into two policies" },
};

/** How to render: `where` begins the message of a refusal; `limit` is the account's own quota where AWS has raised it. */
export interface RenderOptions {
  /** @default the kind of the document */
  readonly where?: string;
  /** @default AWS's default quota for the kind */
  readonly limit?: number;
}

/**
 * The document as canonical, minified JSON: statements by Sid, elements in AWS's usual order, lists sorted and without doubles, a list of
 * one as the bare value (as AWS writes it, and the shortest). Equal documents give equal texts whatever the order they were built in.
 * Throws when it exceeds the quota of its kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function render(document: PolicyDocument, { where = document.kind, limit }: RenderOptions = {}): string {
  const text = textOf(document);
  const { quota, remedy } = LIMITS[document.kind];
  const allowed = limit === undefined ? quota.value : raised(quota, limit, where);
  const size = measure(text, quota.unit);
  if (size > allowed) {
    throw new Error(`${where}: the ${document.kind} is larger than the ${allowed} ${quota.unit} that AWS takes, got ${size}; ${remedy}`);
  }
  return text;
}

/** The size of the rendered document in the unit of its kind's quota, whether it fits or not. */
export function sizeOf(document: PolicyDocument): number {
  return measure(textOf(document), LIMITS[document.kind].quota.unit);
}

/** The quota that bounds documents of a kind. The one of identity policies bounds all of a role's together. */
export function quotaOf(kind: PolicyKind): Quota {
  return LIMITS[kind].quota;
}

/** What to do where a document of a kind is too large. */
export const remedyOf = (kind: PolicyKind): string => LIMITS[kind].remedy;

function raised(quota: Quota, limit: number, where: string): number {
  if (limit <= (quota.maximum ?? quota.value)) return limit;
  throw new Error(`${where}: AWS raises this quota to at most ${quota.maximum ?? quota.value}, got ${limit}; declare what the account has`);
}

function textOf(document: PolicyDocument): string {
  const statements = [...document.statements].sort((a, b) => compareText(a.sid, b.sid)).map(statementElement);
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function statementElement(statement: Statement): Readonly<Record<string, unknown>> {
  const { sid, effect, principals, actions, notActions, resources, notResources, conditions = {} } = statement;
  return {
    Sid: sid,
    Effect: effect,
    ...(principals !== undefined && { Principal: principalElement(principals) }),
    ...(actions && { Action: canonicalList(actions) }),
    ...(notActions && { NotAction: canonicalList(notActions) }),
    ...(resources && { Resource: canonicalList(resources) }),
    ...(notResources && { NotResource: canonicalList(notResources) }),
    ...(conditionsIn(conditions).length > 0 && { Condition: conditionElement(conditions) }),
  };
}

function principalElement(principals: Principals): unknown {
  if (principals === "anyone") return "*";
  const { aws, federated, services } = principals;
  return {
    ...(aws && { AWS: canonicalList(aws) }),
    ...(federated && { Federated: canonicalList(federated) }),
    ...(services && { Service: canonicalList(services) }),
  };
}

function conditionElement(conditions: Conditions): unknown {
  const operators = Map.groupBy(conditionsIn(conditions), (single) => single.operator);
  return Object.fromEntries(
    [...operators]
      .sort(([a], [b]) => compareText(a, b))
      .map(([operator, singles]) => [
        operator,
        Object.fromEntries(singles.toSorted((a, b) => compareText(a.key, b.key)).map(({ key, values }) => [key, canonicalList(values)])),
      ]),
  );
}

function canonicalList(values: readonly string[]): string | readonly string[] {
  const list = [...new Set(values)].sort(compareText);
  const [only] = list;
  return only !== undefined && list.length === 1 ? only : list;
}
