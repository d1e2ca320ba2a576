import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SimulateOptions, simulateCommand } from "../../../cli/commands/simulate.ts";
import { simulateReport } from "../../../cli/output/report/simulate-report.ts";
import { compileLayers } from "../../../proof/engine/layers.ts";
import type { World } from "../../../proof/world/world.ts";
import { command } from "../../support/command.ts";

const REQUEST = {
  principal: "arn:aws:iam::111111111111:role/reader",
  action: "dynamodb:GetItem",
  resource: "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
  context: {},
};
const ALLOWING = {
  identity: [{ Version: "2012-10-17", Statement: [{ Sid: "Read", Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }] }],
};
const PASSING = { name: "reads", request: REQUEST, policies: ALLOWING, expect: { decision: "allowed", by: "identity:Read" } };
const FAILING = { ...PASSING, name: "does not read", expect: { decision: "implicitly-denied" } };
const ORGANIZATIONAL = {
  name: "in the organization",
  request: { ...REQUEST, principal: "orders-prod/api" },
  organization: true,
  expect: { decision: "allowed" },
};

describe("simulate", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-simulate-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(name: string, content: unknown): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, undefined, 1));
    return path;
  }

  async function simulate(files: readonly string[], options: Partial<SimulateOptions> = {}) {
    const written = { out: "", err: "" };
    const streams = { out: (text: string) => void (written.out += text), err: (text: string) => void (written.err += text) };
    const code = await simulateCommand(files, { now: new Date("2026-11-22T00:00:00Z"), ...options }, streams);
    return { code, ...written };
  }

  it("prints one line when all scenarios of all files pass", async () => {
    const files = [file("a.json", [PASSING]), file("b.json", [PASSING, PASSING])];
    assert.deepEqual(await simulate(files), { code: 0, out: "3 passed, 0 failed\n", err: "" });
  });

  it("takes a request without context, and lets any denial meet denied", async () => {
    const { context: _, ...request } = REQUEST;
    const denying = {
      ...ALLOWING,
      serviceControl: [[{ Version: "2012-10-17", Statement: [{ Sid: "No", Effect: "Deny", Action: "*", Resource: "*" }] }]],
    };
    const denied = [
      { ...PASSING, request, policies: {}, expect: { decision: "denied" } },
      { ...PASSING, request, policies: {}, expect: { decision: "denied", by: "identity" } },
      { ...PASSING, request, policies: denying, expect: { decision: "denied", by: "serviceControl:No" } },
    ];
    assert.equal((await simulate([file("denied.json", denied)])).out, "3 passed, 0 failed\n");
    const wrong = [
      { ...PASSING, request, expect: { decision: "denied" } },
      { ...PASSING, request, policies: {}, expect: { decision: "denied", by: "serviceControl" } },
    ];
    assert.match((await simulate([file("wrong.json", wrong)])).out, /\n0 passed, 2 failed\n$/);
  });

  it("lists what nearly denies only where it is asked to", async () => {
    const elsewhere = {
      Sid: "Nearly",
      Effect: "Deny",
      Action: "dynamodb:GetItem",
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } },
    };
    const policies = { identity: [...ALLOWING.identity, { Version: "2012-10-17", Statement: [elsewhere] }] };
    const files = [file("nearly.json", [{ ...FAILING, policies }])];
    assert.ok(!(await simulate(files)).out.includes("nearly denied"));
    assert.match((await simulate(files, { verbose: true })).out, /nearly denied by "Nearly" of policy /);
  });

  it("prints what was expected, what came and why for each that fails, and the totals last", async () => {
    const path = file("a.json", [PASSING, { ...FAILING, expect: { decision: "explicitly-denied", by: "serviceControl" } }]);
    const { code, out } = await simulate([path]);
    assert.equal(code, 1);
    assert.deepEqual(out.split("\n").slice(1), [
      "  expected explicitly-denied by serviceControl, got allowed",
      '  allowed by "Read" of policy 1 of the identity policies',
      "",
      "1 passed, 1 failed",
      "",
    ]);
    assert.match(out, /^.*a\.json:\d+: does not read\n/);
  });

  it("counts a right decision made by another layer as failed", async () => {
    const path = file("a.json", [{ ...PASSING, expect: { decision: "allowed", by: "resource" } }]);
    assert.equal((await simulate([path])).code, 1);
  });

  it("expands a pattern that no shell has expanded", async () => {
    const pattern = join(folder, "glob-*.json");
    file("glob-b.json", [PASSING]);
    file("glob-a.json", [PASSING, PASSING]);
    assert.deepEqual(await simulate([pattern]), { code: 0, out: "3 passed, 0 failed\n", err: "" });
  });

  for (const [name, what] of [
    ["missing.json", "there is no such file"],
    ["missing-*.json", "matches no file"],
  ] as const) {
    it(`refuses ${name} as wrong use`, async () => {
      const { code, out, err } = await command("simulate", name);
      assert.deepEqual([code, out], [2, ""]);
      assert.equal(err, `palisade: simulate: ${what}, got "${name}"; name JSON files of scenarios, like test/scenarios/layers/*.json\n`);
    });
  }

  it("counts scenarios and files that cannot be read as failed, says all of it, and runs the others", async () => {
    const files = [file("a.json", [PASSING, { ...PASSING, nam: "x" }]), file("b.json", "[{]"), folder];
    const { code, out } = await simulate(files);
    assert.equal(code, 1);
    assert.match(out, /a\.json:\d+:\d+: \[1\]\.nam: no such property, got "nam"; did you mean "name"\?/);
    assert.match(out, /b\.json:1:3: is not valid JSON, got "\]"/);
    assert.match(out, /: cannot be read, got "EISDIR/);
    assert.match(out, /\n1 passed, 3 failed\n$/);
  });

  it("with --json prints every decision with its explanation and nothing else", async () => {
    const path = file("a.json", [PASSING, FAILING, { ...PASSING, expect: {} }]);
    const { code, out, err } = await simulate([path], { json: true });
    assert.equal(code, 1);
    assert.equal(err, "1 passed, 2 failed\n");
    const { format, scenarios: printed } = simulateReport.parse(JSON.parse(out));
    assert.equal(format, 1);
    assert.deepEqual(
      printed.map(({ name, passed, decision, explanation, problems }) => [name, passed, decision, explanation?.by.layer, problems.length]),
      [
        ["reads", true, "allowed", "identity", 0],
        ["does not read", false, "allowed", "identity", 0],
        [null, false, null, undefined, 1],
      ],
    );
  });

  it("asks for a file when none is named", async () => {
    const { code, err } = await simulate([]);
    assert.equal(code, 2);
    assert.match(err, /no scenario file is named/);
  });

  it("takes an action of a service that AWS does not have as unknown and notes it", async () => {
    const path = file("a.json", [{ ...FAILING, request: { ...REQUEST, action: "nosuchservice:Do" } }]);
    const { code, out } = await simulate([path], { json: true });
    assert.equal(code, 0);
    assert.match(out, /the catalogue does not know nosuchservice:Do/);
  });

  /** Allows where `ForAllValues` holds without the key, on which AWS's pages do not agree. */
  const CONTESTED = {
    ...PASSING,
    policies: {
      identity: [
        {
          Version: "2012-10-17",
          Statement: [{ ...ALLOWING.identity[0]?.Statement[0], Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } } }],
        },
      ],
    },
  };

  it("says on which reading of AWS's pages a scenario turns that passes", async () => {
    const path = file("contested.json", [CONTESTED, PASSING]);
    const { code, out } = await simulate([path]);
    assert.equal(code, 0);
    assert.deepEqual(out.split("\n").slice(1), [
      "  AWS's pages leave open: `ForAllValues` and a missing key. Taken: holds: as the rule says. Under the other reading (fails: as DynamoDB said of its keys under `SearchVectors`) the request is implicitly-denied: not allowed by the identity policies",
      "2 passed, 0 failed",
      "",
    ]);
    const { scenarios } = simulateReport.parse(JSON.parse((await simulate([path], { json: true })).out));
    assert.deepEqual(
      scenarios.map(({ turnsOn, explanation }) => [turnsOn, explanation?.readings.map(({ decision }) => decision)]),
      [
        [["for-all-values-missing"], ["implicitly-denied"]],
        [[], []],
      ],
    );
  });

  it("reads AWS's pages as a scenario says, and names no reading then", async () => {
    const asTaken = { ...CONTESTED, readings: { "for-all-values-missing": "holds" } };
    const otherwise = {
      ...CONTESTED,
      readings: { "for-all-values-missing": "fails" },
      expect: { decision: "implicitly-denied", by: "identity" },
    };
    assert.equal((await simulate([file("read.json", [asTaken, otherwise])])).out, "2 passed, 0 failed\n");
    const wrong = [
      { ...CONTESTED, readings: { "for-all-values-missing": "fals" } },
      { ...CONTESTED, readings: { "for-all-value-missing": "fails" } },
    ];
    const { out } = await simulate([file("misread.json", wrong)]);
    assert.match(out, /\[0\]\.readings\.for-all-values-missing: .*"fals"/);
    assert.match(
      out,
      /\[1\]\.readings\.for-all-value-missing: no such property, got "for-all-value-missing"; did you mean "for-all-values-missing"\?/,
    );
  });

  it("says that there is no organization for a scenario about one", async () => {
    const { code, out } = await simulate([file("a.json", [ORGANIZATIONAL])]);
    assert.equal(code, 1);
    assert.match(out, /a\.json:\d+:\d+: \[0\]\.organization: no organization is rehearsed here, got true; give the policies instead/);
  });

  it("finds the organization once, and only when a scenario is about it", async () => {
    let found = 0;
    const world: World = {
      situate: (request) =>
        request.principal === "orders-prod/api"
          ? {
              steps: [{ request: REQUEST, layers: compileLayers(ALLOWING as never) }],
              unknowns: [],
              assumptions: ["roles hold what was registered"],
            }
          : {
              problems: [
                { path: ["request", "principal"], message: `no such workload, got ${JSON.stringify(request.principal)}; name one` },
              ],
            },
    };
    const options = {
      json: true,
      world: () => {
        found++;
        return Promise.resolve(world);
      },
    };
    assert.equal((await simulate([file("a.json", [PASSING])], options)).code, 0);
    assert.equal(found, 0);
    const unknown = { ...ORGANIZATIONAL, request: { ...REQUEST, principal: "orders-prod/apy" } };
    const { out } = await simulate([file("a.json", [ORGANIZATIONAL, unknown])], options);
    assert.equal(found, 1);
    assert.match(out, /roles hold what was registered/);
    assert.match(out, /\[1\]\.request\.principal: no such workload/);
  });

  for (const [action, problem] of [
    [
      "dynamodb:ExecuteTransaction",
      'is an operation that no policy names, got "dynamodb:ExecuteTransaction"; ask about what decides it: dynamodb:PartiQLDelete, dynamodb:PartiQLInsert, dynamodb:PartiQLSelect, dynamodb:PartiQLUpdate',
    ],
    ["dynamodb:GetItm", 'is not an action of dynamodb, got "dynamodb:GetItm"; did you mean "dynamodb:GetItem"?'],
    ["dynamobd:GetItem", 'is of no such AWS service, got "dynamobd"; did you mean "dynamodb"?'],
    ["dynamodb:BrandNewThing", undefined],
  ] as const) {
    it(`${problem === undefined ? "takes" : "fails"} a denial of ${action}, about an organization where nothing allows it`, async () => {
      const world: World = {
        situate: ({ action: asked }) => ({
          steps: [{ request: { ...REQUEST, action: asked }, layers: compileLayers(ALLOWING as never) }],
          unknowns: [],
          assumptions: [],
        }),
      };
      const denied = { ...ORGANIZATIONAL, request: { ...REQUEST, action }, expect: { decision: "implicitly-denied" } };
      const { code, out } = await simulate([file("a.json", [denied])], { world: () => Promise.resolve(world) });
      assert.equal(code, problem === undefined ? 0 : 1);
      if (problem !== undefined) assert.ok(out.includes(`: [0].request.action: ${problem}\n`), out);
    });
  }
});
