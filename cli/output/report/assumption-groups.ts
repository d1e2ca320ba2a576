import { count } from "../count.ts";
import type { AssumptionGroup } from "./start-report.ts";

/** A kind of assumption: how its sentences read, and what all of them say together. */
interface Kind {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly together: (all: readonly string[]) => string;
}

/** In the order in which they are printed, the ones that leave most open first. */
const KINDS: readonly Kind[] = [
  {
    kind: "undeclared principal",
    pattern: / is not declared and may have any permission$/,
    together: (all) => {
      const accounts = new Set(all.map((text) => text.split(":")[4])).size;
      return `undeclared roles and users of ${count(accounts, "account")} may have any permission`;
    },
  },
  {
    kind: "existing role",
    pattern: /^what \S+ may do besides what is added here is taken to deny none of it$/,
    together: (all) => `other policies of ${count(all.length, "existing role")} are taken to deny nothing that the stacks add`,
  },
  {
    kind: "role of a team",
    pattern: /^principals of \S+ that the team of \S+ lets take its role act as \S+$/,
    together: (all) => `principals that teams let take ${count(all.length, "existing role")} of their own account act as its workload`,
  },
  {
    kind: "restore role or deployer",
    pattern: /^principals that the team of \S+ lets take it (?:restore tables|start and change what runs under workload roles)$/,
    together: (all) => {
      const restoring = all.filter((text) => text.endsWith("restore tables")).length;
      const roles = [count(restoring, "restore role"), count(all.length - restoring, "deployer")].filter((each) => !each.startsWith("0 "));
      return `principals that teams let take ${roles.join(" and ")} act as these`;
    },
  },
  {
    kind: "role of a service",
    pattern: /^roles that letThrough names .* are taken by any AWS service while servicePins is observe$/,
    together: ([text = ""]) => text,
  },
  {
    kind: "deploy role",
    pattern: /^deploy roles trust who runs deployments, unless their trust policies are described$/,
    together: ([text = ""]) => text,
  },
  {
    kind: "no endpoint",
    pattern: /^(?:no endpoint of \S+ leads to \S+|the network \S+ has no endpoint for \S+), so that the request carries no VPC$/,
    together: (all) => `requests that pass no endpoint of ${count(networksOf(all), "existing network")} carry no VPC`,
  },
];

const networksOf = (all: readonly string[]): number =>
  new Set(all.map((text) => /^(?:no endpoint of|the network) (\S+)/.exec(text)?.[1])).size;

/** Assumptions by kind, each kind in one sentence with all of its own; what is of no kind stands for itself. */
export function assumptionGroups(assumptions: readonly string[]): readonly AssumptionGroup[] {
  const kindOf = (text: string) => KINDS.find(({ pattern }) => pattern.test(text));
  const groups = KINDS.flatMap((kind): AssumptionGroup[] => {
    const of = assumptions.filter((text) => kindOf(text) === kind);
    return of.length === 0 ? [] : [{ kind: kind.kind, text: kind.together(of), of }];
  });
  const others = assumptions.filter((text) => kindOf(text) === undefined);
  return [...groups, ...others.map((text) => ({ kind: "other", text, of: [text] }))];
}
