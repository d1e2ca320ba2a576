import { ANY_CALLER, ANY_PERMISSION, ANY_TRUST, FULL_ENDPOINT_ACCESS } from "../engine/aws-policies.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";

/** The kind of a policy whose text is unknown; it decides what the policy may allow and deny. */
export type UnknownKind = "permissions" | "further permissions" | "boundary" | "trust" | "resource" | "endpoint" | "control";

/** The two ends of what a policy may be: whatever it is, it decides a request as one of them does, or as both do. */
export interface PolicyBounds {
  /** Allows all that it may allow, and denies nothing. */
  readonly widest: readonly Policy[];
  /** Allows nothing, and denies all that it may deny. */
  readonly narrowest: readonly Policy[];
}

/** The ends of what an unknown policy may be; `name` is what explanations call it. */
export function unknownPolicy(kind: UnknownKind, name: string): PolicyBounds {
  const denying = [compilePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }, name)];
  const empty = [compilePolicy({ Version: "2012-10-17", Statement: [] }, name)];
  switch (kind) {
    case "permissions":
      return { widest: [ANY_PERMISSION], narrowest: denying };
    // What a role that exists may do besides what is added here is taken to deny nothing of it.
    case "further permissions":
      return { widest: [ANY_PERMISSION], narrowest: empty };
    case "boundary":
      return { widest: [ANY_PERMISSION], narrowest: empty };
    case "trust":
      return { widest: [ANY_TRUST], narrowest: denying };
    case "resource":
      return { widest: [ANY_CALLER], narrowest: denying };
    case "endpoint":
      return { widest: [FULL_ENDPOINT_ACCESS], narrowest: empty };
    case "control":
      return { widest: [], narrowest: denying };
  }
}

/** The ends of a key's policy beside which a grant may let in its grantee; what the policy denies stays denied. `name` is what explanations call the grant. */
export const possiblyAdmitting = ({ widest, narrowest }: PolicyBounds, name: string): PolicyBounds => ({
  widest: widest.map((policy) => ({ ...policy, allows: [...policy.allows, ...ANY_CALLER.allows] })),
  narrowest: narrowest.map((policy) => ({ ...policy, name })),
});
