import type { Plan } from "../../../model/plan/plan.ts";
import { RULES } from "../../../policy-pack/all-rules.ts";
import type { PackFinding } from "../../../policy-pack/judge-resources.ts";
import { deployedDocuments } from "../../../rehearsal/deployed-documents.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { count } from "../count.ts";
import { deployedResources } from "../deployed-resources.ts";
import type { Judgement, StartReport, Subject } from "./start-report.ts";

/** One step of a run with its result, as it is printed when the step is done. */
export type Phase = StartReport["phases"][number];

/** What was read. */
export function readPhase({ accounts }: Plan, warnings: number): Phase {
  const total = (kind: "tables" | "keys" | "secrets" | "workloads") => accounts.reduce((sum, account) => sum + account[kind].length, 0);
  const parts = [
    count(accounts.length, "account"),
    count(total("workloads"), "workload"),
    count(total("tables"), "table"),
    count(total("keys"), "key"),
    count(total("secrets"), "secret"),
    count(warnings, "warning"),
  ];
  return { phase: "read", result: parts.join(", ") };
}

/** What will be deployed. */
export function planPhase({ stacks, grants }: Plan): Phase {
  const across = grants.filter(({ purpose }) => purpose !== "own").length;
  const parts = [
    count(stacks.length, "stack"),
    `${count(across, "grant")} across accounts`,
    `${count(grants.length - across, "use")} inside an account`,
  ];
  return { phase: "plan", result: parts.join(", ") };
}

/** How many stacks ran in this process, and what they would make. */
export function rehearsePhase({ stacks, resources }: Pick<PlanRehearsal, "stacks" | "resources">): Phase {
  const done = stacks.filter(({ status }) => status === "done").length;
  const made = deployedResources(resources);
  const documents = deployedDocuments(resources).length;
  const accounts = new Set(made.map(({ account }) => account)).size;
  const parts = [
    `${done.toString()} of ${count(stacks.length, "stack")}`,
    `${count(made.length, "resource")} in ${count(accounts, "account")}`,
    count(documents, "policy document"),
  ];
  return { phase: "rehearse", result: parts.join(", ") };
}

/** What the policy pack says of every resource. */
export function policiesPhase(violations: readonly PackFinding[]): Phase {
  const of = (level: PackFinding["level"]) => violations.filter((each) => each.level === level).length;
  const parts = [count(RULES.length, "rule"), count(of("mandatory"), "violation"), count(of("advisory"), "advisory", "advisories")];
  return { phase: "policies", result: parts.join(", ") };
}

/** What was decided, about how much. */
export function decidePhase({ decided }: Judgement): Phase {
  const subjects = NOUNS.flatMap(([subject, one, many]) => {
    const number = decided.over[subject] ?? 0;
    return number === 0 ? [] : [count(number, one, many)];
  });
  return { phase: "decide", result: [decidedText(decided), ...(subjects.length === 0 ? [] : [subjects.join(", ")])].join(": ") };
}

/** `314 requests`, or how many classes of requests. */
export const decidedText = ({ count: number, of }: Judgement["decided"]): string =>
  of === "requests" ? count(number, "request") : `${number.toLocaleString("en")} ${number === 1 ? "class" : "classes"} of requests`;

const NOUNS: readonly (readonly [subject: Subject, one: string, many: string])[] = [
  ["grants", "grant", "grants"],
  ["uses", "use", "uses"],
  ["tenantTables", "table with tenants", "tables with tenants"],
  ["principals", "principal", "principals"],
  ["resources", "resource", "resources"],
  ["networks", "network", "networks"],
  ["instants", "instant", "instants"],
];
