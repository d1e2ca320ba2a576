import { compareText } from "../../iam/compare-text.ts";
import { someOf } from "../../model/some-of.ts";
import type { Change } from "../../operation/engine-events.ts";
import type { StackReport, Trouble, Verb } from "../../operation/operate.ts";
import type { PendingOperation, StackState } from "../../operation/stack-state.ts";
import type { Fate, Step } from "../../operation/walk.ts";
import type { Calls } from "./calls.ts";
import { remedyOf } from "./cli-remedies.ts";
import { colours } from "./colours.ts";
import { count } from "./count.ts";

/** Shell commands that set up the environment of the sandbox. */
export function environmentText(environment: Readonly<Record<string, string>>, project: string): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return `${[...lines, `cd ${quoted(project)}`].join("\n")}\n`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A line for a stack that is done, with its warnings and changes. */
export function progressText(verb: Verb, report: StackReport, { place, of }: { readonly place: number; readonly of: number }): string {
  const { stack, trouble, seconds, warnings, advisories, changes, rest, isSkipped } = report;
  const mark = trouble === undefined ? colours.green("✔") : colours.red("✘");
  const kept = trouble === undefined ? (rest?.protected ?? []) : [];
  const lines = [
    `${mark} [${place}/${of}] ${stack.padEnd(24)} ${isSkipped ? "as deployed before" : changes.length === 0 && kept.length > 0 ? "kept" : verb === "drift" ? driftCount(report) : changeText(changes)} ${colours.dim(`${seconds.toFixed(1)} s`)}`,
    ...(verb === "refresh" ? changes.map(driftText) : []),
    ...kept.map((urn) => `    ${colours.yellow("kept, since it is protected")}: ${urn}`),
    ...warnings.map((text) => `    ${colours.yellow("warning")}: ${indented(text)}`),
    ...advisoryLines(advisories),
  ];
  return `${lines.join("\n")}\n`;
}

/** Whether anything of a stack differs from its state; nothing of one that could not be looked at. */
function driftCount({ trouble, drifts = [] }: StackReport): string {
  if (trouble !== undefined && drifts.length === 0) return "not known";
  return drifts.length === 0 ? "no drift" : `${count(drifts.length, "resource")} ${drifts.length === 1 ? "differs" : "differ"}`;
}

const driftText = ({ urn, kind, properties }: Change): string =>
  kind === "delete"
    ? `    ${colours.yellow("gone")}: ${urn}`
    : `    ${colours.yellow("changed behind the stack's back")}: ${urn}: ${properties.join(", ")}`;

/** Advisories by rule, in a preview mostly for values that are unknown yet; `pulumi preview --policy-pack` prints each. */
function advisoryLines(advisories: StackReport["advisories"]): string[] {
  const counts = Object.entries(advisories).sort(([a], [b]) => compareText(a, b));
  return counts.length === 0
    ? []
    : [`    ${colours.dim(`advisories of the policy pack: ${counts.map(([name, times]) => `${name} ${times.toString()}`).join(", ")}`)}`];
}

/** `2 created, 1 updated`, or that nothing changed. */
export function changeText(changes: readonly Change[]): string {
  const byKind = Map.groupBy(changes, ({ kind }) => kind);
  const parts = [...byKind].map(([kind, list]) => `${list.length.toString()} ${PAST[kind] ?? kind}`);
  return parts.length === 0 ? "unchanged" : parts.join(", ");
}

const PAST: Readonly<Record<string, string>> = { create: "created", update: "updated", delete: "deleted", replace: "replaced" };

/** Why a stack is not as planned, and what to do. */
export function troubleText({ stack, errors }: StackReport, trouble: Trouble, calls: Calls): string {
  switch (trouble.kind) {
    case "failed":
      return errors.map((text) => `    ${colours.red("error")}: ${indented(text)}${remedyText(text)}\n`).join("");
    case "interrupted":
      return `    stopped; what was begun is finished and recorded: run the same command again to go on\n`;
    case "locked":
      return (
        `    ${colours.red("locked")} ${trouble.by}; where that run still goes on, wait for it; where it was killed,\n` +
        `    ${calls.byHand}pulumi cancel -s ${stack} --yes, then ${calls.run("refresh", `--stack ${stack}`)}\n`
      );
    case "pending":
      return pendingText(stack, trouble.operations, calls);
  }
}

const remedyText = (text: string): string => {
  const remedy = remedyOf(text);
  return remedy === undefined ? "" : `\n      ${remedy}`;
};

function pendingText(stack: string, operations: readonly PendingOperation[], calls: Calls): string {
  const lines = operations.map(({ urn, kind }) => `    ${colours.red("pending")}: ${kind} ${urn}\n`);
  const isCreating = operations.some(({ kind }) => kind === "creating" || kind === "importing");
  return (
    `    ${count(operations.length, "operation")} of a run that was killed never ended, and nobody recorded whether AWS did ${operations.length === 1 ? "it" : "them"}:\n` +
    lines.join("") +
    (isCreating
      ? "    look in the account for what was being created: where it is there it is no stack's, so delete it, or take it over (pulumi import);\n"
      : "") +
    `    then ${calls.byHand}pulumi cancel -s ${stack} --yes gives back the lock,\n` +
    `    and ${calls.run("refresh", `--stack ${stack}${isCreating ? " --clear-pending-creates" : ""}`)} ${isCreating ? "forgets what was begun" : "records what is there"}\n`
  );
}

/** Everything that was done, and the time it took. */
export function summaryText(summary: {
  readonly reports: ReadonlyMap<string, StackReport>;
  readonly fates: ReadonlyMap<string, Fate>;
  readonly seconds: number;
  /** Entries of the declaration that protect what was kept. */
  readonly entries: readonly string[];
  readonly calls: Calls;
  /** The sandbox's folder, as the reader would type it; undefined in real accounts. */
  readonly folder: string | undefined;
}): string {
  const { reports, fates, seconds, entries, calls, folder } = summary;
  const notBegun = [...fates].flatMap(([name, fate]) =>
    typeof fate === "object" ? [`    ${name}: not begun, after ${fate.after}\n`] : [],
  );
  const stoppedSteps = [...fates].flatMap(([name, fate]) => (fate === "stopped" ? [`    ${name}: not begun, stopped\n`] : []));
  const done = [...fates.values()].filter((fate) => fate === "done").length;
  const kept = [...reports.values()].flatMap(({ rest }) => rest?.protected ?? []);
  return [
    ...notBegun,
    ...stoppedSteps,
    ...(kept.length === 0
      ? []
      : [
          `${count(kept.length, "resource")} may not be deleted, and with them what their stacks depend on stays; to delete them, write deletion: allowed at\n` +
            `${entries.map((entry) => `  ${entry}\n`).join("")}run ${calls.run("up")}, then ${calls.run("destroy")} again${folder === undefined ? "" : `; or discard the whole sandbox: rm -r ${folder}`}\n`,
        ]),
    `${done.toString()} of ${count(fates.size, "stack")} done, ${changeText([...reports.values()].flatMap(({ changes }) => [...changes]))}, ${seconds.toFixed(1)} s\n`,
  ].join("");
}

/** Stacks whose accounts have left the declaration, and how to remove them. */
export function leftOverText(stacks: readonly Step[], calls: Calls): string {
  const names = stacks.map(({ name }) => name);
  return `left over, since their accounts are no longer declared: ${someOf(names)}; to remove them: ${calls.run("destroy", "--left-over")}\n`;
}

/** A line about the resources of a stack. */
export function stateText(stack: string, state: StackState | undefined, isLeftOver: boolean): string {
  if (state === undefined) return `${stack.padEnd(24)} ${colours.dim("not deployed")}\n`;
  const { made, protected: kept, pending } = state;
  const parts = [
    count(made.length, "resource"),
    ...(kept.length === 0 ? [] : [`${kept.length.toString()} protected`]),
    ...(pending.length === 0 ? [] : [colours.red(`${count(pending.length, "operation")} pending`)]),
    ...(isLeftOver ? [colours.yellow("left over")] : []),
  ];
  return `${stack.padEnd(24)} ${parts.join(", ")}\n`;
}

const indented = (text: string): string => text.replaceAll("\n", "\n      ");
