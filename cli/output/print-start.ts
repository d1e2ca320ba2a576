import { colours } from "./colours.ts";
import { count } from "./count.ts";
import type { Phase } from "./report/phases.ts";
import type { StartReport, Verdict } from "./report/start-report.ts";
import { type Indents, wrapped } from "./wrapped.ts";

/** How many entries of a list are printed; `--details` and `--json` have all. */
const SHOWN = 4;
const STEPS_SHOWN = 8;
const NAMES_SHOWN = 12;

/** What a run is about, before its first phase. */
export const headText = ({ name, declaration, asOf, isPinned }: StartReport["organization"]): string =>
  `${colours.bold(name)} from ${declaration}, as of ${asOf}${isPinned ? " (pinned for the sample)" : ""}\n`;

/** The line of a phase that is done. */
export const phaseText = ({ phase, result }: Phase): string => wrapped(result, { first: `  ${phase.padEnd(PHASE_WIDTH)}` });

const PHASE_WIDTH = 10;

/** A report in words: the verdict first, then what is wrong, and then what is worth knowing. */
export function startText(report: StartReport): string {
  const parts = [
    verdictText(report),
    findingsText(report),
    section(
      "Undecided",
      report.undecided.length,
      report.undecided.map(({ about, because }) => `${about}: ${because}`),
    ),
    guardrailsText(report.guardrails),
    section("To do by hand", report.byHand.length, report.byHand.map(stepText), STEPS_SHOWN),
    section("Warnings", otherWarnings(report).length, otherWarnings(report).map(warningText)),
    section(
      "Assumed",
      report.assumptions.reduce((sum, { of }) => sum + of.length, 0),
      report.assumptions.map(({ text }) => text),
      report.assumptions.length,
    ),
    endsText(report.ends),
    costText(report.cost),
    NEXT,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const NEXT = wrapped("npm start -- --details prints every list in full, npm start -- --json the same as data", { first: "" });

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  "as declared": colours.green,
  "not as declared": colours.red,
  undecided: colours.yellow,
};

function verdictText({ verdict, counts, closed, notAskedAbout }: StartReport): string {
  const words = verdict.toUpperCase();
  const parts = [
    ...(counts.failures === 0 ? [] : [count(counts.failures, "failure")]),
    count(counts.breaches, "breach", "breaches"),
    count(counts.brokenGrants, "broken grant"),
    `${counts.undecided.toString()} undecided`,
    count(counts.violations, "violation"),
  ];
  const head = wrapped(`${count(counts.decided, "request")} decided: ${parts.join(", ")}`, { first: `${words}: ` });
  return [
    head.replace(words, COLOURS[verdict](colours.bold(words))),
    ...closed.map(({ about, until, file, line }) =>
      item(`closed: ${grantText(about)} ended ${until} and is not deployed; remove or extend it (${file}:${line.toString()})`),
    ),
    ...notAskedAbout.map(({ about, because }) => item(`no request tests ${grantText(about)}: ${because}`)),
  ].join("");
}

function findingsText({ findings, counts }: StartReport): string {
  if (findings.length === 0) return "";
  const shown = findings.slice(0, SHOWN);
  return [
    `${colours.red(colours.bold("Wrong"))} (${findings.length.toString()})\n`,
    ...shown.map(
      ({ kind, about, what, remedy, requests, command }) =>
        `${item(`${kind}: ${about}: ${what}${requests > 1 ? ` (and ${count(requests - 1, "more request")})` : ""}`)}${item(`To change: ${remedy}`, "    ")}${command === null ? "" : commandText(command)}`,
    ),
    ...moreText(findings.length - shown.length),
    ...(counts.stacksRehearsed < counts.stacks
      ? [
          item(
            `${(counts.stacks - counts.stacksRehearsed).toString()} of ${count(counts.stacks, "stack")} did not run, and nothing was decided`,
          ),
        ]
      : []),
  ].join("");
}

function guardrailsText({ attachments, unboundAccounts }: StartReport["guardrails"]): string {
  const policies = new Set(attachments.flatMap((each) => each.policies)).size;
  const single = attachments.filter(({ kind }) => kind === "account");
  const wide = attachments.filter(({ kind }) => kind !== "account");
  const reach = wide.map(({ kind, target, accounts, bindsUndeclared }) => {
    const name = kind === "unit" ? `unit ${target}` : target;
    const binds = accounts.length === 0 ? "no declared account" : namesText(accounts);
    return `attached to ${name}: binds ${binds}${bindsUndeclared ? ", and every undeclared account below it" : ""}`;
  });
  return [
    `${colours.bold("Guardrails")} (${count(policies, "service or resource control policy", "service and resource control policies")})\n`,
    ...reach.map((text) => item(text)),
    ...(single.length === 0
      ? []
      : [item(`attached to ${count(single.length, "account")}: ${namesText(single.map(({ target }) => target))}`)]),
    ...unboundAccounts.map(({ account, perimeter, because }) =>
      item(`not bound: ${account}, perimeter ${perimeter}${because === null ? "" : ` (${because})`}`),
    ),
    ...(wide.some(({ bindsUndeclared }) => bindsUndeclared) ? [] : [item("undeclared accounts are not bound")]),
  ].join("");
}

const stepText = ({ account, what, about }: StartReport["byHand"][number]): string =>
  `${account}: ${what} (${namesText(about.map(grantText), 1)})`;

/** Those that no other line tells of: closed grants and those that end soon have lines of their own. */
const otherWarnings = ({ warnings, closed, ends }: StartReport): StartReport["warnings"] =>
  warnings.filter(
    ({ file, where }) =>
      ![...closed, ...ends.soon].some(
        ({ about, file: of }) => file === of && `${about.split("/").slice(1).join("/")}/until` === where.replaceAll(".", "/"),
      ),
  );

const warningText = ({ file, line, message }: StartReport["warnings"][number]): string => `${file}:${line.toString()}: ${message}`;

function endsText({ withinDays, soon, next }: StartReport["ends"]): string {
  const shown = soon.slice(0, SHOWN);
  const first = next[0];
  return [
    `${colours.bold(`Grants that end within ${withinDays.toString()} days`)} (${soon.length.toString()})\n`,
    ...shown.map(({ about, until, daysLeft }) => item(`${grantText(about)} on ${until}, in ${count(daysLeft, "day")}`)),
    ...moreText(soon.length - shown.length),
    ...(first === undefined
      ? []
      : [
          item(
            `the next end on ${first.until}: ${namesText(
              next.map(({ about }) => grantText(about)),
              2,
            )}`,
          ),
        ]),
  ].join("");
}

function costText({ usdPerMonth, endpoints, endpointsWithoutPrice, comesOnTop }: StartReport["cost"]): string {
  const unknown = endpointsWithoutPrice === 0 ? "" : `, and ${count(endpointsWithoutPrice, "endpoint")} without a known price`;
  return wrapped(`$${usdPerMonth.toFixed(2)} a month for ${count(endpoints, "interface endpoint")}${unknown}, plus ${comesOnTop}`, {
    first: `${colours.bold("Cost")}: `,
    rest: 2,
  });
}

/** A titled list, shortened; none where there is nothing. */
function section(title: string, total: number, entries: readonly string[], shown = SHOWN): string {
  if (entries.length === 0) return "";
  const kept = entries.slice(0, shown);
  return [
    `${colours.bold(title)} (${total.toString()})\n`,
    ...kept.map((text) => item(text)),
    ...moreText(entries.length - kept.length),
  ].join("");
}

const item = (text: string, first = "  "): string => wrapped(text, { first, rest: first.length + 2 } satisfies Indents);

/** A command that can be copied as it stands, over several lines where it is long. */
const commandText = (command: string): string => wrapped(command, { first: "    ", rest: 6, joint: " \\" });

const moreText = (left: number): string[] => (left === 0 ? [] : [item(`and ${left.toString()} more`)]);

function namesText(names: readonly string[], most = NAMES_SHOWN): string {
  const shown = names.slice(0, most);
  const left = names.length - shown.length;
  return `${shown.join(", ")}${left === 0 ? "" : ` and ${left.toString()} more`}`;
}

/** A grant's id as its owner's entry, an arrow and the consumer. */
const grantText = (id: string): string => id.replace(/^([^/]+)\/\w+\/([^/]+)\/(?:sharedWith|usedBy)\//, "$1/$2 → ");
