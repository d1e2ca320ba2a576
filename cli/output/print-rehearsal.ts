import pc from "picocolors";
import { compareText } from "../../iam/compare-text.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { PackFinding } from "../../policy-pack/judge-resources.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { columns } from "./columns.ts";
import { documentsText, grantsText } from "./print-carriers.ts";
import { count } from "./print-problems.ts";

/** What is said of a rehearsal besides what it made. */
export interface RehearsalShown {
  /** The declaration's folder, as the reader would type it. */
  readonly from: string;
  readonly violations: readonly PackFinding[];
  /** Whether every document is listed, not only the fullest. */
  readonly allDocuments: boolean;
}

/** What Pulumi itself keeps in a stack, besides what AWS would hold. */
const isPulumis = (type: string): boolean => type.startsWith("pulumi:");
const isComponent = (type: string): boolean => type.startsWith("palisade:") || type.startsWith("awsx:");

/** What came of a rehearsal: what each account would hold, in which documents each grant stands, and whatever stood in the way. */
export function rehearsalText(rehearsal: PlanRehearsal, plan: Plan, { from, violations, allDocuments }: RehearsalShown): string {
  const { stacks, refusals, unmodelled } = rehearsal;
  const failed = stacks.filter(({ status }) => status === "failed");
  const skipped = stacks.filter(({ status }) => status === "skipped");
  const warnings = stacks.flatMap(({ name, warnings: texts }) => texts.map((text) => `  ${name}: ${text}\n`));
  const sections = [
    `${pc.bold(`What each account would hold`)}, rehearsed from ${from}\n${holdingsText(rehearsal, plan)}`,
    typesText(rehearsal),
    documentsText(rehearsal, allDocuments),
    grantsText(rehearsal, plan),
    ...(warnings.length === 0 ? [] : [`${pc.yellow("Warnings of stacks")}\n${warnings.join("")}`]),
    ...(unmodelled.length === 0
      ? []
      : [
          `${pc.yellow("Passed through unchecked")}, since the rehearsal does not know these types\n${unmodelled.map(({ urn, type }) => `  ${type}: ${urn}\n`).join("")}`,
        ]),
    ...(failed.length === 0
      ? []
      : [`${pc.red("Failed")}\n${failed.map(({ name, error }) => `  ${name}: ${indented(error ?? "")}\n`).join("")}`]),
    ...(refusals.length === 0
      ? []
      : [
          `${pc.red("Refused")}\n${refusals.map(({ code, message, urn, remedy }) => `  ${code}: ${message}\n    ${urn}\n    ${remedy}\n`).join("")}`,
        ]),
    ...(skipped.length === 0
      ? []
      : [`${pc.yellow("Not run")}\n${skipped.map(({ name, because }) => `  ${name}: needs ${because.join(", ")}\n`).join("")}`]),
    ...(violations.length === 0 ? [] : [`${pc.red("The policy pack")}\n${violations.map(violationText).join("")}`]),
    summary(rehearsal, violations),
  ];
  return `${sections.join("\n")}\n`;
}

const violationText = ({ rule, level, urn, message }: PackFinding): string => `  ${rule} (${level}): ${message}\n    ${urn}\n`;

const indented = (text: string): string => text.trimEnd().replaceAll("\n", "\n    ");

/** What tells the names of accounts that the organization stack creates. */
const ACCOUNT = "aws:organizations/account:Account";

function holdingsText({ resources }: PlanRehearsal, plan: Plan): string {
  const names = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[id, name] as const])));
  names.set(plan.organization.managementAccount, "management");
  for (const { type, id, inputs } of resources) if (type === ACCOUNT && typeof inputs["name"] === "string") names.set(id, inputs["name"]);
  // Their ids are the rehearsal's own: AWS makes up others.
  const created = new Set(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [name] : [])));
  const held = resources.filter(({ type }) => !isPulumis(type) && !isComponent(type));
  const byAccount = [...Map.groupBy(held, ({ account }) => account)].map(([id, own]) => ({ id, name: names.get(id) ?? "", own }));
  const rows = byAccount
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap(({ id, name, own }) => {
      const shownId = created.has(name) ? "created" : id;
      const byType = [...Map.groupBy(own, ({ type }) => shortType(type))].sort(([a], [b]) => compareText(a, b));
      return byType.map(([type, of], index) => [
        index === 0 ? name : "",
        index === 0 ? shownId : "",
        type,
        shortened(of.map(readableName)),
      ]);
    });
  return columns(["account", "id", "holds", "names"], rows);
}

/** How many names, and letters of them, a reader still takes in. */
const NAMES = 5;
const LETTERS = 100;

/** Names in order, each once with how often it stands there, as far as a reader takes them in. At least one is written. */
export function shortened(names: readonly string[]): string {
  const counted = [...Map.groupBy(names, (name) => name)]
    .map(([name, { length }]) => ({ text: length === 1 ? name : `${name} ×${length.toString()}`, length }))
    .sort((a, b) => compareText(a.text, b.text));
  const fits = ({ text }: { readonly text: string }, index: number) =>
    index === 0 || (index < NAMES && [...counted.slice(0, index).map((each) => each.text), text].join(", ").length <= LETTERS);
  const shown = counted.filter(fits);
  const left = counted.slice(shown.length).reduce((sum, { length }) => sum + length, 0);
  return `${shown.map(({ text }) => text).join(", ")}${left === 0 ? "" : ` and ${left.toString()} more`}`;
}

function typesText({ resources }: PlanRehearsal): string {
  const held = resources.filter(({ type }) => !isPulumis(type) && !isComponent(type));
  const byType = [...Map.groupBy(held, ({ type }) => shortType(type))].sort(([a], [b]) => compareText(a, b));
  const rows = byType.map(([type, of]) => [type, of.length.toString(), new Set(of.map(({ account }) => account)).size.toString()]);
  return `${pc.bold("Resources by type")}\n${columns(["type", "resources", "accounts"], rows)}`;
}

/** `aws:dynamodb/table:Table` as `dynamodb Table`. */
function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""} ${name}`;
}

/** What a resource is called in AWS, or by its program where AWS makes up an id that tells a reader nothing. */
function readableName({ inputs, name }: PlanRehearsal["resources"][number]): string {
  const called = inputs["name"];
  return typeof called === "string" ? called : name;
}

function summary({ resources, stacks, provenance }: PlanRehearsal, violations: readonly PackFinding[]): string {
  const done = stacks.filter(({ status }) => status === "done").length;
  const held = resources.filter(({ type }) => !isPulumis(type) && !isComponent(type));
  const warnings = stacks.flatMap((stack) => stack.warnings).length;
  const parts = [
    `${done.toString()} of ${count(stacks.length, "stack")} rehearsed`,
    `${count(held.length, "resource")} in ${count(new Set(held.map(({ account }) => account)).size, "account")}`,
    `${count(provenance.length, "statement")} from grants`,
    count(warnings, "warning"),
    count(violations.length, "violation"),
  ];
  return (done === stacks.length && !isRefused(violations) ? pc.green : pc.red)(parts.join(", "));
}

/** Whether the pack refuses something; where it only cannot decide yet, it does not. */
export const isRefused = (violations: readonly PackFinding[]): boolean => violations.some(({ level }) => level === "mandatory");
