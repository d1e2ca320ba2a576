import { compareText } from "../../iam/compare-text.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { PackFinding } from "../../policy-pack/judge-resources.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { accountContents, shortType } from "./account-contents.ts";
import { colours } from "./colours.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";
import { deployedResources } from "./deployed-resources.ts";
import { documentsText, grantsText } from "./print-carriers.ts";

/** How a rehearsal is printed, and what the policy pack says of it. */
export interface RehearsalShown {
  /** The declaration's folder, as the reader would type it. */
  readonly from: string;
  readonly violations: readonly PackFinding[];
  /** Whether every document is listed, not only the fullest. */
  readonly allDocuments: boolean;
}

/** A rehearsal in words: the resources of each account, the documents that carry each grant, and everything that failed. */
export function rehearsalText(rehearsal: PlanRehearsal, plan: Plan, { from, violations, allDocuments }: RehearsalShown): string {
  const { stacks, refusals, unmodelled } = rehearsal;
  const failed = stacks.filter(({ status }) => status === "failed");
  const skipped = stacks.filter(({ status }) => status === "skipped");
  const warnings = stacks.flatMap(({ name, warnings: texts }) => texts.map((text) => `  ${name}: ${text}\n`));
  const sections = [
    `${colours.bold("Resources by account")}, rehearsed from ${from}\n${contentsText(rehearsal, plan)}`,
    typesText(rehearsal),
    documentsText(rehearsal, allDocuments),
    grantsText(rehearsal, plan),
    ...(warnings.length === 0 ? [] : [`${colours.yellow("Warnings of stacks")}\n${warnings.join("")}`]),
    ...(unmodelled.length === 0
      ? []
      : [
          `${colours.yellow("Passed through unchecked")}, since the rehearsal does not know these types\n${unmodelled.map(({ urn, type }) => `  ${type}: ${urn}\n`).join("")}`,
        ]),
    ...(failed.length === 0
      ? []
      : [`${colours.red("Failed")}\n${failed.map(({ name, error }) => `  ${name}: ${indented(error ?? "")}\n`).join("")}`]),
    ...(refusals.length === 0
      ? []
      : [
          `${colours.red("Refused")}\n${refusals.map(({ code, message, urn, remedy }) => `  ${code}: ${message}\n    ${urn}\n    ${remedy}\n`).join("")}`,
        ]),
    ...(skipped.length === 0
      ? []
      : [`${colours.yellow("Not run")}\n${skipped.map(({ name, because }) => `  ${name}: needs ${because.join(", ")}\n`).join("")}`]),
    ...violationsText(colours.red("Violations of the policy pack"), violations, "mandatory"),
    ...violationsText(colours.yellow("Advisories of the policy pack"), violations, "advisory"),
    summary(rehearsal, violations),
  ];
  return `${sections.join("\n")}\n`;
}

function violationsText(title: string, violations: readonly PackFinding[], level: PackFinding["level"]): string[] {
  const shown = violations.filter((violation) => violation.level === level);
  return shown.length === 0 ? [] : [`${title}\n${shown.map(({ rule, urn, message }) => `  ${rule}: ${message}\n    ${urn}\n`).join("")}`];
}

const indented = (text: string): string => text.trimEnd().replaceAll("\n", "\n    ");

function contentsText({ resources }: PlanRehearsal, plan: Plan): string {
  const rows = accountContents(resources, plan).flatMap(({ name, id = "created", resources: byType }) =>
    byType.map(({ type, names }, index) => [index === 0 ? name : "", index === 0 ? id : "", type, shortened(names)]),
  );
  return columns(["account", "id", "type", "names"], rows);
}

/** How many names, and letters of them, are written at most. */
const NAMES = 5;
const LETTERS = 100;

/** Names in order, repeated ones once with their count, shortened to what fits a line. At least one is written. */
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
  const byType = [...Map.groupBy(deployedResources(resources), ({ type }) => shortType(type))].sort(([a], [b]) => compareText(a, b));
  const rows = byType.map(([type, of]) => [type, of.length.toString(), new Set(of.map(({ account }) => account)).size.toString()]);
  return `${colours.bold("Resources by type")}\n${columns(["type", "resources", "accounts"], rows)}`;
}

function summary({ resources, stacks, provenance }: PlanRehearsal, violations: readonly PackFinding[]): string {
  const done = stacks.filter(({ status }) => status === "done").length;
  const deployed = deployedResources(resources);
  const warnings = stacks.flatMap((stack) => stack.warnings).length;
  const parts = [
    `${done.toString()} of ${count(stacks.length, "stack")} rehearsed`,
    `${count(deployed.length, "resource")} in ${count(new Set(deployed.map(({ account }) => account)).size, "account")}`,
    `${count(provenance.length, "statement")} from grants`,
    count(warnings, "warning"),
    count(violations.filter(({ level }) => level === "mandatory").length, "violation"),
    count(violations.filter(({ level }) => level === "advisory").length, "advisory", "advisories"),
  ];
  return (done === stacks.length && !isRefused(violations) ? colours.green : colours.red)(parts.join(", "));
}

/** Whether the pack refuses a resource. An advisory refuses nothing: its rule cannot decide yet. */
export const isRefused = (violations: readonly PackFinding[]): boolean => violations.some(({ level }) => level === "mandatory");
