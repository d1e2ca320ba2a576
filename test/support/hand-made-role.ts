import type { PolicyDocument, StatementDocument } from "../../proof/engine/policy-document.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";

/** A role that somebody made by hand. */
export interface HandMadeRole {
  readonly account: string;
  /** With its path. */
  readonly name: string;
  readonly trust: readonly StatementDocument[];
  readonly policy?: readonly StatementDocument[];
}

/** A role as a stack's resource. */
export function handMadeRole({ account, name, trust, policy = [] }: HandMadeRole): WorldResource {
  const text = (statements: readonly StatementDocument[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements } satisfies PolicyDocument);
  return {
    stack: "by-hand",
    account,
    region: "",
    urn: `urn:pulumi:by-hand::palisade::aws:iam/role:Role::${name}`,
    type: "aws:iam/role:Role",
    name,
    id: name,
    inputs: {
      assumeRolePolicy: text(trust),
      ...(policy.length === 0 ? {} : { inlinePolicies: [{ name: "own", policy: text(policy) }] }),
    },
    outputs: { arn: `arn:aws:iam::${account}:role/${name}` },
  };
}
