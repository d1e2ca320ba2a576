import { colours } from "./colours.ts";
import { count } from "./count.ts";
import { namesText, pageCommand, pageItem, pageList, pageSection, pageTitle, shortName } from "./page-list.ts";
import { decidedText, type Phase } from "./report/phases.ts";
import type { StartReport, Verdict } from "./report/start-report.ts";
import { wrapped } from "./wrapped.ts";

/** How many entries are printed of the lists that matter most; `--json` has all. */
const STEPS_SHOWN = 8;
const KINDS_SHOWN = 10;

/** The line before the first phase. */
export const headText = ({ name, declaration, asOf, isPinned }: StartReport["organization"]): string =>
  `${colours.bold(name)} from ${declaration}, as of ${asOf}${isPinned ? " (pinned for the sample)" : ""}\n`;

const PHASE_WIDTH = 10;

/** The line of a phase that is done. */
export const phaseText = ({ phase, result }: Phase): string => wrapped(result, { first: `  ${phase.padEnd(PHASE_WIDTH)}` });

/** A report in words: the verdict, everything that is wrong, and then what a reader has to know or do. */
export function startText(report: StartReport): string {
  const parts = [
    verdictText(report),
    findingsText(report),
    undecidedText(report),
    claimsText(report),
    knownBreachesText(report),
    guardrailsText(report.guardrails),
    stepsText(report),
    warningsText(report),
    assumptionsText(report),
    endsText(report.ends),
    costText(report.cost),
    NEXT,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  "as declared": colours.green,
  "not as declared": colours.red,
  undecided: colours.yellow,
};

function verdictText({ verdict, decided, counts, closed, notAskedAbout }: StartReport): string {
  const words = verdict.toUpperCase();
  const parts = [
    ...(counts.failures === 0 ? [] : [count(counts.failures, "failure")]),
    count(counts.breaches, "breach", "breaches"),
    count(counts.brokenGrants, "broken grant"),
    ...(counts.brokenClaims === 0 ? [] : [count(counts.brokenClaims, "broken claim")]),
    `${counts.undecided.toString()} undecided`,
    count(counts.violations, "violation"),
  ];
  const what = decided === null ? "nothing decided" : decidedText(decided);
  const head = wrapped(`${what}: ${parts.join(", ")}`, { first: `${words}: `, rest: 2 });
  return [
    head.replace(words, COLOURS[verdict](colours.bold(words))),
    pageList(
      closed.map(
        ({ about, until, file, line }) =>
          `closed: ${shortName(about)} ended ${until} and is not deployed; remove or extend it (${file}:${line.toString()})`,
      ),
    ),
    pageList(notAskedAbout.map(({ about, because }) => `no request tests ${shortName(about)}: ${because}`)),
  ].join("");
}

/** How many findings are printed, each with several lines. */
const FINDINGS_SHOWN = 4;

function findingsText({ findings, counts }: StartReport): string {
  if (findings.length === 0) return "";
  const left = findings.length - FINDINGS_SHOWN;
  const stopped = counts.stacks - counts.stacksRehearsed;
  return [
    pageTitle(colours.red("Wrong"), findings.length.toString()),
    ...findings.slice(0, FINDINGS_SHOWN).map(findingText),
    ...(left <= 0 ? [] : [pageItem(`and ${left.toString()} more`)]),
    ...(stopped === 0 ? [] : [pageItem(`${stopped.toString()} of ${count(counts.stacks, "stack")} did not run, and nothing was decided`)]),
  ].join("");
}

function findingText({ kind, about, what, remedy, requests, command }: StartReport["findings"][number]): string {
  const others = requests > 1 ? ` (and ${count(requests - 1, "more request")})` : "";
  return [
    pageItem(`${kind}: ${shortName(about)}: ${what}${others}`),
    pageItem(`Remedy: ${remedy}`, "    "),
    ...(command === null ? [] : [pageCommand(command)]),
  ].join("");
}

const undecidedText = ({ undecided }: StartReport): string =>
  pageSection(
    "Undecided",
    undecided.length,
    undecided.map(({ about, because }) => `${shortName(about)}: ${because}`),
  );

function claimsText({ claims }: StartReport): string {
  return claims === null ? "" : wrapped(claims, { first: `${colours.bold("Claims")}: `, rest: 2 });
}

function knownBreachesText({ knownBreaches }: StartReport): string {
  if (knownBreaches.length === 0) return "";
  const ids = [...new Set(knownBreaches.map(({ about }) => about))].sort(naturally);
  return wrapped(`this version leaves open ${ids.join(", ")}, which npm run prove explains`, {
    first: `${colours.bold("Known breaches")}: `,
    rest: 2,
  });
}

const naturally = new Intl.Collator("en", { numeric: true }).compare;

function guardrailsText({ attachments, partlyBoundAccounts, lapsingPerimeters }: StartReport["guardrails"]): string {
  const policies = new Set(attachments.flatMap((each) => each.policies)).size;
  const single = attachments.filter(({ kind }) => kind === "account").map(({ target }) => target);
  const wide = attachments.filter(({ kind }) => kind !== "account");
  const bindsUndeclared = wide.some((each) => each.bindsUndeclared);
  return [
    pageTitle("Guardrails", count(policies, "service or resource control policy", "service and resource control policies")),
    pageList(wide.map(wideText)),
    ...(single.length === 0 ? [] : [pageItem(`attached to ${count(single.length, "account")}: ${namesText(single)}`)]),
    pageList(partlyBoundText(partlyBoundAccounts)),
    pageList(lapsingPerimeters.map(lapseText)),
    ...(bindsUndeclared ? [] : [pageItem("undeclared accounts are not bound")]),
  ].join("");
}

/** A unit or the root with the accounts that its policies bind. */
function wideText({
  kind,
  target,
  accounts,
  bindsUndeclared,
  undeclaredAccounts,
}: StartReport["guardrails"]["attachments"][number]): string {
  const name = kind === "unit" ? `unit ${target}` : target;
  const declared = accounts.length === 0 ? "no declared account" : namesText(accounts);
  const named = undeclaredAccounts.length === 0 ? "" : `, such as ${namesText(undeclaredAccounts, 1)}`;
  return `attached to ${name}: binds ${declared}${bindsUndeclared ? `, and every undeclared account below it${named}` : ""}`;
}

/** Accounts that some guardrails bind or none, those of the same policies, perimeter and reason together. */
function partlyBoundText(accounts: StartReport["guardrails"]["partlyBoundAccounts"]): string[] {
  const alike = Map.groupBy(accounts, ({ policies, perimeter, because }) => JSON.stringify([policies, perimeter, because]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const bound = first.policies.length === 0 ? "not bound" : `bound by ${namesText(first.policies)} alone`;
    const because = first.because === null ? "" : ` (${first.because})`;
    return [`${bound}: ${namesText(same.map(({ account }) => account))}, perimeter ${first.perimeter}${because}`];
  });
}

/** An account whose perimeter waits for its confirmation, or was not confirmed in time. */
const lapseText = ({ account, at, hasLapsed }: StartReport["guardrails"]["lapsingPerimeters"][number]): string =>
  hasLapsed
    ? `network and data denies of ${account} lapsed at ${at}: the perimeter was not confirmed`
    : `network and data denies of ${account} lapse at ${at}, unless the perimeter is confirmed`;

const stepsText = ({ byHand }: StartReport): string =>
  pageSection(
    "To do by hand",
    byHand.length,
    byHand.map(({ account, what, about }) => `${account}: ${what} (${namesText(about.map(shortName), 1)})`),
    STEPS_SHOWN,
  );

/** Warnings that no other line repeats: closed grants, and those that end soon, have lines of their own. */
function warningsText({ warnings, closed, ends }: StartReport): string {
  const repeated = new Set([...closed, ...ends.soon].map(({ about, file }) => `${file} ${about.split("/").slice(1).join("/")}/until`));
  const others = warnings.filter(({ file, where }) => !repeated.has(`${file} ${where.replaceAll(".", "/")}`));
  return pageSection(
    "Warnings",
    others.length,
    others.map(({ file, line, message }) => `${file}:${line.toString()}: ${message}`),
  );
}

const assumptionsText = ({ assumptions }: StartReport): string =>
  pageSection(
    "Assumed",
    assumptions.reduce((sum, { of }) => sum + of.length, 0),
    assumptions.map(({ text }) => text),
    KINDS_SHOWN,
  );

function endsText({ withinDays, soon, next }: StartReport["ends"]): string {
  const first = next[0];
  const grants = namesText(
    next.map(({ about }) => shortName(about)),
    2,
  );
  return [
    pageTitle(`Grants that end within ${withinDays.toString()} days`, soon.length.toString()),
    pageList(soon.map(({ about, until, daysLeft }) => `${shortName(about)} on ${until}, in ${count(daysLeft, "day")}`)),
    ...(first === undefined ? [] : [pageItem(`the next end on ${first.until}: ${grants}`)]),
  ].join("");
}

function costText({ usdPerMonth, endpoints, endpointsWithoutPrice, comesOnTop }: StartReport["cost"]): string {
  const others = endpointsWithoutPrice === 0 ? "" : `, and ${count(endpointsWithoutPrice, "endpoint")} without a known price`;
  const text = `$${usdPerMonth.toFixed(2)} a month for ${count(endpoints, "interface endpoint")}${others}, plus ${comesOnTop}`;
  return wrapped(text, { first: `${colours.bold("Cost")}: `, rest: 2 });
}

const NEXT = "npm start -- --details prints every list in full, npm start -- --json the same as data\n";
