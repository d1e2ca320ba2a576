import { colours } from "../colours.ts";
import { count } from "../count.ts";
import { headText } from "../print-start.ts";
import { wrapped } from "../wrapped.ts";
import type { ProofFinding, ProofReport } from "./proof-report.ts";

/** How many findings of a kind are printed; `--json` has all. */
const SHOWN = 12;

/** A proof in words: what is proven, or what stands against it. */
export function proofText(report: ProofReport): string {
  const { breaches, brokenGrants, knownBreaches } = report;
  return [
    `${headText(report.organization)}\n${verdictText(report)}`,
    ...findingsText("Breaches", breaches),
    ...findingsText("Broken grants", brokenGrants),
    ...unknownText(report.unknown),
    ...waitingText(report.waiting),
    ...findingsText("Layers that alone do otherwise than they are for", report.layers),
    ...(knownBreaches.length === 0 ? [] : [knownText(knownBreaches)]),
  ].join("\n");
}

const COLOURS: Readonly<Record<ProofReport["verdict"], (text: string) => string>> = {
  proven: colours.green,
  "not proven": colours.red,
  "not known": colours.yellow,
};

function verdictText({ verdict, counts }: ProofReport): string {
  const { classes, decisions, principals, resources, networks, instants, uses, assumptions } = counts;
  const over = `${classes.toLocaleString("en")} classes of requests by ${decisions.toLocaleString("en")} decisions over ${count(principals, "principal")}, ${count(resources, "resource")}, ${count(networks, "network")}, ${count(instants, "instant")}; ${count(assumptions, "assumption")}`;
  const is = COLOURS[verdict](verdict);
  const alone =
    counts.layerClasses === 0
      ? ""
      : `; ${counts.layerClasses.toLocaleString("en")} classes under one layer alone, ${count(counts.layers, "finding")}`;
  const found = `${count(counts.breaches, "breach", "breaches")}, ${count(counts.brokenGrants, "broken grant")}, ${counts.unknown.toString()} not known, ${counts.waiting === 0 ? "" : `${counts.waiting.toString()} waiting, `}${count(counts.knownBreaches, "known breach", "known breaches")}; ${count(uses, "declared use")} asked${alone}`;
  return wrapped(`${is}: ${over}`, { first: "" }) + wrapped(found, { first: "  " });
}

function findingsText(title: string, findings: readonly ProofFinding[]): string[] {
  if (findings.length === 0) return [];
  const more =
    findings.length > SHOWN ? wrapped(`and ${(findings.length - SHOWN).toString()} more; --json has them all`, { first: "  " }) : "";
  return [`${colours.bold(`${title} (${findings.length.toString()})`)}\n${findings.slice(0, SHOWN).map(findingText).join("")}${more}`];
}

const findingText = ({ about, because, classes, decidedBy, declaredAt, readings, scenario }: ProofFinding): string =>
  [
    wrapped(`${about}, though ${because} (${count(classes, "class", "classes")})`, { first: "  ", rest: 4 }),
    wrapped(decidedBy, { first: "    " }),
    ...readings.map((reading) => wrapped(readingText(reading), { first: "    " })),
    ...(declaredAt === null ? [] : [wrapped(`declared at ${declaredAt}`, { first: "    " })]),
    ...(scenario === null ? [] : [wrapped(`npm run simulate -- ${scenario}`, { first: "    " })]),
  ].join("");

/** Under which reading of AWS's pages a finding stands, in words. */
export const readingText = ({ question, taken, other }: ProofFinding["readings"][number]): string =>
  `AWS's pages leave open: ${question}. Taken: ${taken}. This is the other reading (${other})`;

/** Grants about which nothing could be asked yet. */
function waitingText(waiting: ProofReport["waiting"]): string[] {
  if (waiting.length === 0) return [];
  const lines = waiting.map(({ about, declaredAt }) => wrapped(`${about} (${declaredAt})`, { first: "  ", rest: 4 }));
  return [`${colours.bold(`Waiting (${waiting.length.toString()})`)}\n${lines.join("")}`];
}

/** What has to be described, with an example of what rests on it. */
function unknownText(unknown: ProofReport["unknown"]): string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map(({ what, remedy, classes, example }) =>
    [
      wrapped(`${what}: ${count(classes, "class", "classes")} rest on it`, { first: "  ", rest: 4 }),
      wrapped(remedy, { first: "    " }),
      wrapped(`for instance whether ${example.about.replace(/ may (?:not )?use /, " may use ")}`, { first: "    " }),
      ...(example.scenario === null ? [] : [wrapped(`npm run simulate -- ${example.scenario}`, { first: "    " })]),
    ].join(""),
  );
  return [`${colours.bold(`Not known (${unknown.length.toString()})`)}\n${lines.join("")}`];
}

/** What this version leaves open in every organization, shortly. */
function knownText(known: ProofReport["knownBreaches"]): string {
  const lines = known.map(({ id, because, classes, resources, example }) =>
    [
      wrapped(`${id.padEnd(4)}${because}: ${count(classes, "class", "classes")}, ${count(resources, "resource")}`, {
        first: "  ",
        rest: 6,
      }),
      wrapped(`for instance ${example.about}`, { first: "      " }),
    ].join(""),
  );
  return `${colours.bold(`Known breaches (${known.length.toString()})`)}, which this version leaves open\n${lines.join("")}`;
}
