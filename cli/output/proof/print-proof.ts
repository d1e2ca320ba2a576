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
    ...findingsText("Not known", report.unknown),
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
  const { classes, principals, resources, networks, instants, uses, assumptions } = counts;
  const over = `${classes.toLocaleString("en")} classes of requests over ${count(principals, "principal")}, ${count(resources, "resource")}, ${count(networks, "network")}, ${count(instants, "instant")}; ${count(assumptions, "assumption")}`;
  const is = COLOURS[verdict](verdict);
  const found = `${count(counts.breaches, "breach", "breaches")}, ${count(counts.brokenGrants, "broken grant")}, ${counts.unknown.toString()} not known, ${count(counts.knownBreaches, "known breach", "known breaches")}; ${count(uses, "declared use")} asked; ${counts.layerClasses.toLocaleString("en")} classes under one layer alone, ${count(counts.layers, "finding")}`;
  return wrapped(`${is}: ${over}`, { first: "" }) + wrapped(found, { first: "  " });
}

function findingsText(title: string, findings: readonly ProofFinding[]): string[] {
  if (findings.length === 0) return [];
  const more =
    findings.length > SHOWN ? wrapped(`and ${(findings.length - SHOWN).toString()} more; --json has them all`, { first: "  " }) : "";
  return [`${colours.bold(`${title} (${findings.length.toString()})`)}\n${findings.slice(0, SHOWN).map(findingText).join("")}${more}`];
}

const findingText = ({ about, because, classes, decidedBy, declaredAt, scenario }: ProofFinding): string =>
  [
    wrapped(`${about}, though ${because} (${count(classes, "class", "classes")})`, { first: "  ", rest: 4 }),
    wrapped(decidedBy, { first: "    " }),
    ...(declaredAt === null ? [] : [wrapped(`declared at ${declaredAt}`, { first: "    " })]),
    ...(scenario === null ? [] : [wrapped(`npm run simulate -- ${scenario}`, { first: "    " })]),
  ].join("");

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
