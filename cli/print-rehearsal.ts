import pc from "picocolors";
import type { Plan } from "../model/plan.ts";
import { compareText } from "../model/problem.ts";
import type { PlanRehearsal } from "../rehearsal/rehearse-plan.ts";
import { columns } from "./columns.ts";
import { count } from "./print-problems.ts";

/** What Pulumi itself keeps in a stack, besides what AWS would hold. */
const isPulumis = (type: string): boolean => type.startsWith("pulumi:");
const isComponent = (type: string): boolean => type.startsWith("palisade:") || type.startsWith("awsx:");

/** What came of a rehearsal: what each account would hold, and whatever stood in the way. */
export function rehearsalText(rehearsal: PlanRehearsal, plan: Plan, shown: string): string {
  const { stacks, refusals, unmodelled } = rehearsal;
  const failed = stacks.filter(({ status }) => status === "failed");
  const skipped = stacks.filter(({ status }) => status === "skipped");
  const warnings = stacks.flatMap(({ name, warnings: texts }) => texts.map((text) => `  ${name}: ${text}\n`));
  const sections = [
    `${pc.bold(`What each account would hold`)}, rehearsed from ${shown}\n${holdingsText(rehearsal, plan)}`,
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
    summary(rehearsal),
  ];
  return `${sections.join("\n")}\n`;
}

const indented = (text: string): string => text.trimEnd().replaceAll("\n", "\n    ");

function holdingsText({ resources }: PlanRehearsal, plan: Plan): string {
  const names = new Map(plan.accounts.flatMap(({ name, id }) => (id === undefined ? [] : [[id, name] as const])));
  names.set(plan.organization.managementAccount, "management");
  const held = resources.filter(({ type }) => !isPulumis(type) && !isComponent(type));
  const byAccount = [...Map.groupBy(held, ({ account }) => account)].map(([id, own]) => ({ id, name: names.get(id) ?? "", own }));
  const rows = byAccount
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap(({ id, name, own }) => {
      const byType = [...Map.groupBy(own, ({ type }) => shortType(type))].sort(([a], [b]) => compareText(a, b));
      return byType.map(([type, of], index) => [
        index === 0 ? name : "",
        index === 0 ? id : "",
        type,
        of
          .map((each) => physicalName(each.inputs, each.id))
          .sort(compareText)
          .join(", "),
      ]);
    });
  return columns(["account", "id", "holds", "names"], rows);
}

/** `aws:dynamodb/table:Table` as `dynamodb Table`. */
function shortType(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""} ${name}`;
}

function physicalName(inputs: Readonly<Record<string, unknown>>, id: string): string {
  const { name } = inputs;
  return typeof name === "string" ? name : id;
}

function summary({ resources, stacks, provenance }: PlanRehearsal): string {
  const done = stacks.filter(({ status }) => status === "done").length;
  const held = resources.filter(({ type }) => !isPulumis(type) && !isComponent(type)).length;
  const parts = [
    `${done.toString()} of ${count(stacks.length, "stack")} rehearsed`,
    count(held, "resource"),
    `${count(provenance.length, "statement")} from grants`,
  ];
  return done === stacks.length ? pc.green(parts.join(", ")) : pc.red(parts.join(", "));
}
