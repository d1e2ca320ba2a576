import assert from "node:assert/strict";
import { phaseText, startText } from "../../../cli/output/print-start.ts";
import type { StartReport } from "../../../cli/output/report/start-report.ts";

const MOST_LINES = 140;
const MOST_COLUMNS = 100;
const MANY = 500;

const REPORT: StartReport = {
  format: 1,
  verdict: "as declared",
  organization: { name: "acme", declaration: "organization", asOf: "2026-11-22", isPinned: false },
  phases: [],
  counts: {
    accounts: 1,
    stacks: 6,
    stacksRehearsed: 6,
    resources: 10,
    failures: 0,
    violations: 0,
    advisories: 0,
    breaches: 0,
    brokenGrants: 0,
    brokenClaims: 0,
    undecided: 0,
  },
  decided: { count: 12, of: "requests", over: { grants: 1 } },
  findings: [],
  undecided: [],
  claims: null,
  knownBreaches: [],
  closed: [],
  notAskedAbout: [],
  warnings: [],
  advisories: [],
  guardrails: { attachments: [], partlyBoundAccounts: [], lapsingPerimeters: [] },
  byHand: [],
  assumptions: [],
  ends: { withinDays: 30, soon: [], next: [] },
  cost: { usdPerMonth: 0, endpoints: 0, endpointsWithoutPrice: 0, comesOnTop: "traffic" },
};

const many = <T>(make: (index: number) => T): T[] => Array.from({ length: MANY }, (_, index) => make(index));
const place = { file: "organization/accounts/orders-prod/data.yaml", line: 3 };
const grant = (index: number): string => `orders-prod/tables/orders/sharedWith/consumer-${index.toString()}/worker`;
const SENTENCE = "a sentence of some length that has to be broken between its words to fit on the page";

const FULL: StartReport = {
  ...REPORT,
  verdict: "not as declared",
  findings: many((index) => ({
    kind: "breach",
    about: grant(index),
    what: SENTENCE,
    remedy: SENTENCE,
    requests: 3,
    command: `npm run explain -- --principal consumer/worker --action dynamodb:GetItem --resource ${grant(index)}`,
  })),
  undecided: many((index) => ({ about: grant(index), because: SENTENCE })),
  closed: many((index) => ({ about: grant(index), until: "2026-10-31", ...place })),
  notAskedAbout: many((index) => ({ about: grant(index), because: SENTENCE })),
  warnings: many((index) => ({ ...place, column: 1, where: `tables.orders${index.toString()}`, message: SENTENCE })),
  guardrails: {
    attachments: many((index) => ({
      kind: index % 2 === 0 ? "unit" : "account",
      target: `target-${index.toString()}`,
      policies: ["palisade-acme-blueprint"],
      accounts: many((account) => `account-${account.toString()}`),
      bindsUndeclared: index % 2 === 0,
      undeclaredAccounts: index % 2 === 0 ? many((account) => `90000000000${account.toString()}`) : [],
    })),
    partlyBoundAccounts: many((index) => ({
      account: `account-${index.toString()}`,
      policies: [`policy-${index.toString()}`],
      perimeter: "open",
      because: `reason ${index.toString()}`,
    })),
    lapsingPerimeters: many((index) => ({
      account: `account-${index.toString()}`,
      at: "2026-11-28T12:00:00Z",
      hasLapsed: index % 2 === 0,
    })),
  },
  byHand: many((index) => ({ account: "orders-prod", what: SENTENCE, about: [grant(index), grant(index + 1)] })),
  assumptions: many((index) => ({ kind: "other", text: `${SENTENCE} ${index.toString()}`, of: [SENTENCE] })),
  ends: {
    withinDays: 30,
    soon: many((index) => ({ about: grant(index), until: "2026-11-30", daysLeft: 9, ...place })),
    next: many((index) => ({ about: grant(index), until: "2027-01-31", daysLeft: 71, ...place })),
  },
};

describe("the report that start prints", () => {
  it("stays a page or two however much there is to say, and says how much it leaves out", () => {
    const lines = startText(FULL).trimEnd().split("\n");
    assert.ok(lines.length <= MOST_LINES, lines.length.toString());
    assert.deepEqual(
      lines.filter((line) => line.length > MOST_COLUMNS),
      [],
    );
    assert.equal(lines.filter((line) => line === "  and 496 more").length, 8);
  });

  it("leaves out sections that have nothing to say", () => {
    const text = startText(REPORT);
    for (const title of ["Wrong", "Undecided", "To do by hand", "Warnings", "Assumed"]) assert.ok(!text.includes(`${title} (`), title);
    assert.match(text, /^Guardrails \(0 service and resource control policies\)$/m);
  });

  it("counts classes of requests where a proof decided them", () => {
    const proven = startText({ ...REPORT, decided: { count: 1200, of: "classes of requests", over: { principals: 40 } } });
    assert.match(proven, /^AS DECLARED: 1,200 classes of requests: 0 breaches, 0 broken grants, 0 undecided, 0 violations$/m);
  });

  it("names a closed grant once, although the declaration warns of it too", () => {
    const closed = [{ about: grant(1), until: "2026-10-31", ...place }];
    const where = "tables.orders.sharedWith.consumer-1/worker.until";
    const text = startText({ ...REPORT, closed, warnings: [{ ...place, column: 1, where, message: SENTENCE }] });
    assert.match(text, /^ {2}closed: orders-prod\/orders → consumer-1\/worker ended 2026-10-31 /m);
    assert.ok(!text.includes("Warnings"));
  });

  it("breaks a command so that it can be copied, and other text between its words", () => {
    const [first] = FULL.findings;
    const text = startText({ ...REPORT, findings: first === undefined ? [] : [first] });
    assert.ok(text.replaceAll(/ \\\n +/g, " ").includes(`    ${first?.command ?? ""}\n`), text);
    assert.match(phaseText({ phase: "plan", result: "word ".repeat(40).trim() }), /^ {2}plan {6}(?:word )+word\n {12}(?:word )+word\n/);
  });
});
