// What each room may import besides itself, so that the arrows of ARCHITECTURE.md hold; circles are refused, of types too.
// A room is a folder with the files directly in it; the rooms below it are rooms of their own unless they are not listed.

const MODEL = ["model", "model/schema", "model/reading", "model/checks", "model/plan", "model/folder"];
const ABOVE_MODEL = ["iam", ...MODEL, "sharing", "guardrails", "components"];
const LAYERS = ["organization", "guardrails", "foundation", "perimeter", "data", "consumers"].map((layer) => `stacks/${layer}`);
const PROOF = [
  "proof",
  "proof/engine",
  "proof/explanation",
  "proof/world",
  "proof/scenario",
  "proof/questions",
  "proof/intent",
  "proof/intent/layers",
  "proof/classes",
  "proof/access",
  "proof/sessions",
  "proof/denials",
  "proof/classes/layers",
  "proof/verdict",
  "proof/claims",
  "proof/observation",
];
/** What intent may know: the declaration as it stands, and nothing that policies are made with (`model/rights.ts`, the plan). */
const DECLARATION = ["iam/arn.ts", "model/calendar.ts", "model/names.ts", "model/settings.ts", "model/schema", "model/reading"];
/** What commands know of what stacks hand on: its shape. */
const HANDED_ON = ["stacks/wiring/contract.ts"];
/** What the control plane may know of the policy language: it parses documents by itself. */
const FACTS_OF_IAM = [
  "iam/catalogue.ts",
  "iam/catalogue-entries.ts",
  "iam/quota.ts",
  "iam/service-principals.ts",
  "iam/table-policy-actions.ts",
  "iam/text-limits.ts",
];
/** What the schema knows of AWS: which texts it takes. */
const LIMITS = ["iam/quota.ts", "iam/text-limits.ts"];

/** @type {Readonly<Record<string, readonly string[]>>} */
const MAY_IMPORT = {
  iam: [],
  "model/schema": LIMITS,
  model: ["iam", "model/schema"],
  "model/reading": ["iam", "model", "model/schema"],
  "model/checks": ["iam", "model", "model/schema", "model/reading"],
  "model/plan": ["iam", "model", "model/schema", "model/reading", "model/checks"],
  "model/folder": ["model", "model/reading", "model/checks"],
  "model/reference": ["model", "model/schema", "model/reading"],
  sharing: ["iam", ...MODEL],
  guardrails: ["iam", ...MODEL],
  components: ["iam", ...MODEL, "sharing", "guardrails"],
  "stacks/wiring": ABOVE_MODEL,
  ...Object.fromEntries(LAYERS.map((layer) => [layer, [...ABOVE_MODEL, "stacks/wiring"]])),
  // Measures what every layer would write, before any of it is made.
  "stacks/quotas": [...ABOVE_MODEL, "stacks/wiring", ...LAYERS],
  stacks: [...ABOVE_MODEL, "stacks/wiring", ...LAYERS],
  "control-plane": FACTS_OF_IAM,
  "control-plane/plugin": ["control-plane"],
  // Rules judge by the engine's matchers. The engine itself decides requests, which rules have none of.
  "policy-pack": ["iam", "proof", "proof/engine"],
  "policy-pack/testing": [],
  "policy-pack/bundle": ["iam", "policy-pack"],
  // What is declared, for the pack: what a grant stands for is read from intent, and from nothing that makes policies.
  "policy-pack/extract": ["iam", ...MODEL, "proof/intent", "policy-pack"],
  proof: ["iam"],
  "proof/engine": ["iam", "proof"],
  "proof/explanation": ["iam", "proof", "proof/engine"],
  "proof/world": ["iam", ...MODEL, "proof", "proof/engine", "proof/explanation"],
  "proof/scenario": ["iam", "proof", "proof/engine", "proof/explanation", "proof/world"],
  "proof/questions": ["iam", ...MODEL, "proof", "proof/engine", "proof/explanation", "proof/world"],
  "proof/intent": DECLARATION,
  "proof/intent/layers": [...DECLARATION, "proof/intent"],
  "proof/classes": ["iam", "model/names.ts", "proof", "proof/engine", "proof/explanation", "proof/world", "proof/intent"],
  "proof/access": ["iam", "proof", "proof/engine", "proof/explanation", "proof/world", "proof/intent", "proof/classes"],
  "proof/denials": ["iam", "proof", "proof/engine", "proof/observation", "proof/world"],
  "proof/sessions": ["iam", "proof", "proof/engine", "proof/world", "proof/intent", "proof/classes", "proof/access"],
  "proof/classes/layers": [
    "iam",
    "model/names.ts",
    "proof",
    "proof/engine",
    "proof/explanation",
    "proof/world",
    "proof/intent",
    "proof/intent/layers",
    "proof/classes",
  ],
  "proof/verdict": [
    "iam",
    "proof",
    "proof/engine",
    "proof/explanation",
    "proof/world",
    "proof/scenario",
    "proof/intent",
    "proof/intent/layers",
    "proof/classes",
    "proof/classes/layers",
    "proof/access",
    "proof/sessions",
  ],
  "proof/observation": ["iam", "proof", "proof/engine", "proof/explanation", "proof/world"],
  "proof/claims": [
    "iam",
    "model/problem.ts",
    "model/reading",
    "model/schema",
    "proof",
    "proof/engine",
    "proof/explanation",
    "proof/world",
    "proof/intent",
    "proof/classes",
    "proof/classes/layers",
    "proof/verdict",
  ],
  rehearsal: [...ABOVE_MODEL, "stacks", "stacks/wiring", "control-plane", "policy-pack"],
  operation: ["iam/arn.ts", ...MODEL, "bootstrap/state-at-aws.ts"],
  adoption: ["iam", ...MODEL, "operation/role-credentials.ts"],
  // Who may call what is decided by the proof; nothing that makes policies is known here.
  trying: ["iam", ...MODEL, "proof/engine", "proof/explanation", "proof/world"],
  bootstrap: ["iam", ...MODEL],
  pipelines: [],
  "pipelines/github": ["pipelines"],
  "operation/sandbox": [...MODEL, "control-plane", "control-plane/plugin/sdk-version.ts", "rehearsal", "operation"],
  "cli/output": ["iam", ...MODEL, ...PROOF, ...HANDED_ON, "policy-pack", "rehearsal", "operation", "adoption"],
  "cli/input": [
    "iam",
    ...MODEL,
    ...PROOF,
    ...HANDED_ON,
    "stacks/quotas/organization-quotas.ts",
    "rehearsal",
    "operation",
    "operation/sandbox",
    "program.ts",
    "cli/output",
  ],
  "cli/commands": [
    "iam",
    ...MODEL,
    ...PROOF,
    "policy-pack",
    "policy-pack/bundle",
    "policy-pack/extract",
    "rehearsal",
    "operation",
    "operation/sandbox",
    "adoption",
    "trying",
    "bootstrap",
    "pipelines",
    "pipelines/github",
    "program.ts",
    "cli/output",
    "cli/input",
  ],
  // A package of its own, which others install without the rest.
  tenants: [],
  cli: ["iam/managed-policies/managed-policy-data.ts", ...MODEL, "cli/output", "cli/input", "cli/commands"],
};
/** The program that Pulumi runs. */
const PROGRAM_MAY_IMPORT = [...MODEL, "stacks", "stacks/wiring"];

const ROOMS = Object.keys(MAY_IMPORT);
const escaped = (path) => path.replaceAll(".", "\\.");

/** A pattern for the files of a room: those of the folders below it too, but for rooms of their own. */
function filesOf(room) {
  const inner = ROOMS.filter((other) => other.startsWith(`${room}/`)).map((other) => other.slice(room.length + 1));
  return inner.length === 0 ? `^${room}/` : `^${room}/(?!(?:${inner.join("|")})/)`;
}

const patternOf = (allowed) => (allowed.includes(".") ? `^${escaped(allowed)}$` : filesOf(allowed));

/** Ours, in whatever folder: packages and Node's own modules are nobody's arrows. */
const OURS = `^(?:(?:${[...new Set([...ROOMS.map((room) => room.split("/")[0]), "test", "bench"])].join("|")})/|program\\.ts$)`;

const arrow = (name, from, allowed) => ({
  name,
  comment: "see ARCHITECTURE.md and .dependency-cruiser.cjs for what may import what",
  severity: "error",
  from: { path: from },
  to: { path: OURS, pathNot: [from, ...allowed.map(patternOf)] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no circles",
      comment: "put what both need into a file of its own that both import",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...ROOMS.map((room) => arrow(`arrows of ${room}`, filesOf(room), MAY_IMPORT[room])),
    arrow("arrows of program.ts", "^program\\.ts$", PROGRAM_MAY_IMPORT),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(?:node_modules|\\.palisade|tenants/dist)/" },
    tsPreCompilationDeps: true,
    moduleSystems: ["es6", "cjs"],
  },
};
