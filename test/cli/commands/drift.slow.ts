import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Properties } from "../../../control-plane/properties.ts";
import type { RehearsedResource } from "../../../rehearsal/rehearsal-result.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE, named, rehearseLine } from "../../support/line.ts";
import { assertRecorded } from "../../support/recorded.ts";
import { StandInCli } from "../../support/stand-in-cli.ts";
import { type StsServer, startStsServer } from "../../support/sts-server.ts";

/** Written anew, for a reader to compare, by UPDATE_GOLDEN=1 npm run test:one -- test/cli/commands/drift.spec.ts. */
const GOLDEN = path.join(import.meta.dirname, "golden", "drift");
const folder = temporaryFolder();
const MANAGEMENT = "100000000001";

/** What the engine says of a resource that differs; one that is gone has no inputs. */
function found(resource: RehearsedResource, inputs?: Properties, outputs: Properties = inputs ?? {}): unknown {
  const state = { urn: resource.urn, type: resource.type, custom: true, id: resource.id };
  const old = { ...state, inputs: resource.inputs, outputs: resource.outputs };
  const { urn, type } = resource;
  if (inputs === undefined) return { resOutputsEvent: { metadata: { op: "delete", urn, type, old, new: null } } };
  const now = { ...state, inputs: { ...resource.inputs, ...inputs }, outputs: { ...resource.outputs, ...outputs } };
  return { resOutputsEvent: { metadata: { op: "update", urn, type, old, new: now, diffs: Object.keys(inputs) } } };
}

/** As many drifts as are judged each by itself. */
const JUDGED_ALONE = 8;
/** For some ten comparisons of the smallest organization. */
const MOST_MILLISECONDS = 900_000;

interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string; readonly Action: string | readonly string[] }[];
}

const documentOf = (text: unknown): Document => JSON.parse(String(text)) as Document;

describe("drift", () => {
  const own = { ...process.env };
  let sts: StsServer;
  let cli: StandInCli;
  let rehearsal: PlanRehearsal;

  before(async () => {
    sts = await startStsServer(MANAGEMENT);
    writeFiles(folder("line"), LINE);
    rehearsal = await rehearseLine();
  });
  after(() => {
    sts.stop();
    process.env = own;
  });
  beforeEach(function () {
    const at = folder(`cli-${(this.currentTest?.title ?? "").replaceAll(/\W/g, "-")}`);
    mkdirSync(at);
    cli = new StandInCli(at);
    const keys = { AWS_ACCESS_KEY_ID: "me", AWS_SECRET_ACCESS_KEY: "secret", AWS_ENDPOINT_URL_STS: sts.url };
    process.env = { ...own, ...keys, PULUMI_COMMAND: cli.program };
    for (const [stack, resources] of Map.groupBy(rehearsal.resources, ({ stack: name }) => name))
      cli.holds(
        stack,
        // The engine keeps resources in the order in which they were made.
        resources
          .toReversed()
          .map(({ urn, type, id, inputs, outputs, provider }) => ({ urn, type, id, custom: id !== "", inputs, outputs, provider })),
      );
  });

  const drift = async (...args: readonly string[]) => {
    const before = process.cwd();
    process.chdir(folder("."));
    const { code, out, err } = await command("drift", "--declaration", "line", "--as-of", "2026-11-22", ...args).finally(() => {
      process.chdir(before);
    });
    const stable = out.replaceAll(/\d+\.\d s/g, "0.0 s");
    // Stacks end in any order.
    const lines = stable.replaceAll(/^(.) \[\d+\/\d+\]/gm, "$1").split("\n");
    const isStack = (text: string) => /^[✔✘] /.test(text);
    const [first = "", ...rest] = lines.filter((text) => !isStack(text));
    return { code, err, out: [first, ...lines.filter(isStack).sort(), ...rest].join("\n") };
  };

  const policyWithout = (resource: RehearsedResource, property: string, ...sids: readonly string[]) => {
    const document = documentOf(resource.inputs[property]);
    const left = document.Statement.filter(({ Sid }) => !sids.includes(Sid));
    assert.equal(left.length, document.Statement.length - sids.length);
    return { [property]: JSON.stringify({ ...document, Statement: left }) };
  };

  it("says that nothing differs, looks at the chosen stacks alone, and records nothing", async () => {
    const { code, out, err } = await drift("--layer", "organization", "data");
    assert.deepEqual([code, err], [0, ""]);
    assertRecorded(GOLDEN, "none.txt", out);
    const refreshes = cli.taken().filter(({ args }) => args[0] === "refresh");
    assert.deepEqual(refreshes.map(({ args }) => args[args.indexOf("--stack") + 1]).sort(), [
      "data.consumer",
      "data.owner",
      "organization",
    ]);
    assert.ok(refreshes.every(({ args }) => args.includes("--preview-only")));
  });

  it("says of a tag that no policy asks for that it changes no access", async () => {
    const table = named(rehearsal, "data.owner", "table-ledger-table");
    const tags = { ...(table.outputs["tagsAll"] as Properties), team: "ledger" };
    cli.finds("data.owner", [found(table, { tagsAll: tags })]);
    const { code, out } = await drift("--stack", "data.owner");
    assert.equal(code, 1);
    assertRecorded(GOLDEN, "tag.txt", out);
  });

  it("says who gains access where a guardrail lacks a statement", async () => {
    const scp = named(rehearsal, "perimeter.owner", "network-policy");
    cli.finds("perimeter.owner", [found(scp, policyWithout(scp, "content", "DenyTableDataOutsideTheNetworksOfEuWest1"))]);
    const { code, out } = await drift("--stack", "perimeter.owner");
    assert.equal(code, 1);
    assertRecorded(GOLDEN, "guardrail.txt", out);
  });

  it("says who loses access where a table's policy lacks a statement", async () => {
    const policy = named(rehearsal, "data.owner", "table-ledger-policy");
    const [, onIndexes] = documentOf(policy.inputs["policy"]).Statement;
    cli.finds("data.owner", [found(policy, policyWithout(policy, "policy", onIndexes?.Sid ?? ""))]);
    const { code, out } = await drift("--stack", "data.owner");
    assert.equal(code, 1);
    assertRecorded(GOLDEN, "table-policy.txt", out);
  });

  it("judges each of more drifts than are judged alone, and finds the one that opens access", async function () {
    this.timeout(MOST_MILLISECONDS);
    const scp = named(rehearsal, "perimeter.owner", "network-policy");
    const written: Readonly<Record<string, string>> = {
      "aws:iam/role:Role": "assumeRolePolicy",
      "aws:iam/rolePolicy:RolePolicy": "policy",
      "aws:kms/key:Key": "policy",
      "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
    };
    const respelt = rehearsal.resources.flatMap((resource) => {
      const property = written[resource.type];
      const text = property === undefined ? undefined : resource.inputs[property];
      if (property === undefined || typeof text !== "string") return [];
      return [{ resource, drift: found(resource, { [property]: JSON.stringify(JSON.parse(text), undefined, 1) }) }];
    });
    const some = respelt.slice(0, JUDGED_ALONE);
    for (const [stack, those] of Map.groupBy(some, ({ resource }) => resource.stack))
      cli.finds(
        stack,
        those.map((each) => each.drift),
      );
    cli.finds("perimeter.owner", [found(scp, policyWithout(scp, "content", "DenyTableDataOutsideTheNetworksOfEuWest1"))]);
    const { code, out } = await drift("--json");
    assert.equal(code, 1);
    const told = out.split("\n").flatMap((text) => {
      const event = text.startsWith("{")
        ? (JSON.parse(text) as { event: string; urn: string; access: string; judgedWith: string[] })
        : undefined;
      return event?.event === "drift" ? [event] : [];
    });
    assert.equal(told.length, JUDGED_ALONE + 1);
    const [opening, ...others] = told.toSorted((a, b) => Number(b.access === "opens") - Number(a.access === "opens"));
    assert.deepEqual([opening?.urn, opening?.access, opening?.judgedWith], [scp.urn, "opens", []]);
    assert.deepEqual(new Set(others.map(({ access }) => access)), new Set(["same"]));
    assert.ok(others.some(({ judgedWith }) => judgedWith.length > 0));
  });

  it("names what is gone, what nobody knows, and a stack that could not be looked at, and looks at the others", async () => {
    cli.finds("perimeter.owner", [found(named(rehearsal, "perimeter.owner", "shared-issuers"))]);
    const endpoint = named(rehearsal, "foundation.owner", "network-main-dynamodb");
    cli.finds("foundation.owner", [found(endpoint, { routeTableIds: [] })]);
    cli.fails("refresh", "organization", "error: AccessDenied: cannot assume role", "always");
    const { code, out, err } = await drift();
    assert.equal(code, 1);
    assert.match(err, /error: AccessDenied: cannot assume role\n {6}the deploy role is missing/);
    assertRecorded(GOLDEN, "gone.txt", out);
  });

  it("does not take a drift for harmless where the states cannot be read, and prints each as a line of JSON", async () => {
    const policy = named(rehearsal, "data.owner", "table-ledger-policy");
    cli.finds("data.owner", [found(policy)]);
    cli.fails("stack export", "guardrails", "error: passphrase must be set", "always");
    const { code, out } = await drift("--json", "--stack", "data.owner");
    assert.equal(code, 1);
    const events = out
      .trim()
      .split("\n")
      .flatMap((text) => (text.startsWith("{") ? [JSON.parse(text) as Readonly<Record<string, unknown>>] : []));
    const [told] = events.filter(({ event }) => event === "drift");
    assert.deepEqual(told, {
      event: "drift",
      stack: "data.owner",
      urn: policy.urn,
      type: policy.type,
      kind: "gone",
      access: "not known",
      notKnown: [
        'pulumi: the states of all stacks cannot be read, so that nothing is judged, got "error: passphrase must be set"; set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the passphrase that the stacks were created with',
      ],
      changes: [],
      judgedWith: [],
      properties: [],
    });
    assert.deepEqual(
      events.map(({ event }) => event),
      ["begin", "stack-begin", "stack-end", "drift", "end"],
    );
  });
});
