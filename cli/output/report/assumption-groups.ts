import { count } from "../count.ts";
import type { AssumptionGroup } from "./start-report.ts";

/** A kind of assumption: how its sentences read, and what all of them say together. */
interface Kind {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly together: (number: number) => string;
}

const verb = (number: number, one: string, many: string): string => (number === 1 ? one : many);

/** In the order in which they are printed, the ones that leave most open first. */
const KINDS: readonly Kind[] = [
  {
    kind: "another role",
    pattern: /:role\/another is not declared and may have any permission$/,
    together: (number) => `undeclared roles of ${count(number, "account")} may have any permission`,
  },
  {
    kind: "existing role",
    pattern: / exists already and may have any permission$/,
    together: (number) => `${count(number, "existing role")} may have any permission`,
  },
  {
    kind: "undeclared role",
    pattern: / is not declared and may (?:have any permission|trust anybody)$/,
    together: (number) => `${count(number, "role")} outside the declaration may have any permission`,
  },
  {
    kind: "resource policy",
    pattern: / is not made here, and its own policy may allow anyone$/,
    together: (number) => `${count(number, "existing resource")} ${verb(number, "has a policy", "have policies")} that may allow anyone`,
  },
  {
    kind: "no other policy",
    pattern: / exists already, and its policy, which is written here alone, is none$/,
    together: (number) =>
      `${count(number, "existing resource")} ${verb(number, "has", "have")} no policy other than the one that Palisade writes`,
  },
  {
    kind: "endpoint policy",
    pattern: /^the policy of vpce-\w+, which exists already, is not known and may allow anything$/,
    together: (number) => `${count(number, "existing VPC endpoint")} may allow everything`,
  },
  {
    kind: "endpoint",
    pattern: / is taken to have an endpoint for \S+, which no stack makes, with AWS's own policy$/,
    together: (number) =>
      `${count(number, "interface endpoint")} ${verb(number, "exists", "exist")} in existing networks, with AWS's default policy`,
  },
  {
    kind: "attached policy",
    pattern: /^the policy \S+, which is attached to \S+ already, is not known and denies nothing$/,
    together: (number) => `${count(number, "attached SCP or RCP", "attached SCPs and RCPs")} ${verb(number, "denies", "deny")} nothing`,
  },
];

/** Assumptions by kind, each kind in one sentence with all of its own; what is of no kind stands for itself. */
export function assumptionGroups(assumptions: readonly string[]): readonly AssumptionGroup[] {
  const kindOf = (text: string) => KINDS.find(({ pattern }) => pattern.test(text));
  const groups = KINDS.flatMap((kind): AssumptionGroup[] => {
    const of = assumptions.filter((text) => kindOf(text) === kind);
    return of.length === 0 ? [] : [{ kind: kind.kind, text: kind.together(of.length), of }];
  });
  const others = assumptions.filter((text) => kindOf(text) === undefined);
  return [...groups, ...others.map((text) => ({ kind: "other", text, of: [text] }))];
}
