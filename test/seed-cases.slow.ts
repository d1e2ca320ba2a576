import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { organizationOf } from "../cli/input/rehearsed-organization.ts";
import { ControlPlane } from "../control-plane/control-plane.ts";
import { MemoryStore } from "../control-plane/memory-store.ts";
import { loadCatalogue } from "../iam/catalogue.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { Request } from "../proof/engine/prepare-request.ts";
import { type CallExplanation, explainCall } from "../proof/explanation/explain-call.ts";
import { parseInventory } from "../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../proof/world/organization-world.ts";
import type { WorldResource } from "../proof/world/world-resource.ts";
import type { RehearsedResource } from "../rehearsal/rehearsal-result.ts";
import { type PlanRehearsal, rehearsePlan } from "../rehearsal/rehearse-plan.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "./support/acme.ts";
import { command } from "./support/command.ts";
import { accountOf, dataOf, edit, loadAt, NOW, SAMPLE, sample, sampleInventory } from "./support/sample.ts";

// The cases that must come out right, each by its id: where it is shown, and here those that no other file shows.

const REHEARSING_MILLISECONDS = 300_000;
const ROOT = path.resolve(import.meta.dirname, "..");

/** How each case is shown: as decisions about the rehearsed organization, or by tests whose titles begin with its id. */
const SHOWN: Readonly<Record<string, "decisions" | "tests">> = {
  ...{ A1: "decisions", A2: "decisions", A3: "decisions", A4: "tests", A5: "decisions", A6: "decisions", A7: "decisions" },
  ...{ A8: "decisions", A9: "tests", A10: "decisions", A11: "tests" },
  ...{ B1: "decisions", B2: "decisions", B3: "decisions", B4: "decisions", B5: "decisions", B6: "decisions", B7: "decisions" },
  ...{ B8: "decisions", B9: "decisions", B10: "decisions", B11: "decisions" },
  ...{ C1: "decisions", C2: "decisions", C3: "decisions", C4: "tests", C5: "tests", C6: "tests" },
  ...{ D1: "decisions", D2: "decisions", D3: "decisions", D4: "decisions", D5: "decisions", D6: "decisions", D7: "decisions", D8: "tests" },
  ...{ E1: "decisions", E2: "tests", E3: "decisions", E4: "tests", E5: "tests", E6: "decisions", E7: "tests", E8: "tests" },
  ...{ E9: "decisions", E10: "decisions" },
  ...{
    F1: "decisions",
    F2: "decisions",
    F3: "decisions",
    F4: "decisions",
    F5: "decisions",
    F6: "decisions",
    F7: "decisions",
    F8: "decisions",
    F9: "decisions",
    F10: "decisions",
  },
  ...{ F11: "decisions", F12: "tests", F13: "decisions", F14: "tests", F15: "decisions", F16: "tests", F17: "decisions", F18: "decisions" },
  ...{ F19: "tests", F20: "decisions" },
  ...{
    G1: "decisions",
    G2: "decisions",
    G3: "decisions",
    G4: "decisions",
    G5: "tests",
    G6: "tests",
    G7: "decisions",
    G8: "decisions",
    G9: "tests",
    G10: "tests",
    G11: "tests",
    G12: "tests",
    G13: "decisions",
    G14: "decisions",
    G15: "decisions",
    G16: "tests",
    G17: "decisions",
    G18: "tests",
    G19: "tests",
    G20: "tests",
  },
};

/** What a reader of a table does not do: write items, let them expire, change or end the table, change who may. */
const CHANGING = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"].concat(
  "UpdateTimeToLive",
  "UpdateTable",
  "DeleteTable",
  "UpdateContinuousBackups",
  "PutResourcePolicy",
  "DeleteResourcePolicy",
);

/** Scenarios of the sample, of consumers that are no workloads, of workloads of other services, of pods in several clusters, of an organization whose data was there before, and of one with a lapsing perimeter. */
const SCENARIOS = "test/scenarios/{clusters,consumers,existing,lapsing,organization,workloads}/*.json";

/** Ids at the beginning of quoted texts in files: names of scenarios, titles and facts of tests. */
function idsIn(pattern: string, texts: RegExp): ReadonlySet<string> {
  const found = globSync(pattern, { cwd: ROOT }).flatMap((file) => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    return [...text.matchAll(texts)].map(([, id = ""]) => id);
  });
  return new Set(found);
}

describe("the cases of the seed", () => {
  it("are each shown where the list says", () => {
    const decisions = idsIn(SCENARIOS, /"name": "([A-G]\d+): /g);
    const tests = idsIn("test/**/*.{spec,slow}.ts", /["`]([A-G]\d+): /g);
    const missing = Object.entries(SHOWN).filter(([id, how]) => !(how === "decisions" ? decisions : tests).has(id));
    assert.deepEqual(missing, []);
  });

  it("are all in the list that a scenario names", () => {
    const named = idsIn(SCENARIOS, /"name": "([A-G]\d+): /g);
    assert.deepEqual(
      [...named].filter((id) => SHOWN[id] !== "decisions"),
      [],
    );
  });
});

describe("cases beside the scenarios", function () {
  this.timeout(REHEARSING_MILLISECONDS);
  let rehearsal: PlanRehearsal;
  before(async () => {
    rehearsal = await rehearsedAcme();
  });

  function decide(resources: readonly WorldResource[], request: Omit<Request, "context">): Promise<CallExplanation> {
    const { plan } = organizationOf(acmePlan(), rehearsal, acmeInventory);
    return decideIn(acmeWorld(plan, resources), request);
  }

  async function decideIn(world: OrganizationWorld, request: Omit<Request, "context">): Promise<CallExplanation> {
    const situation = world.situate({ ...request, context: {} });
    assert.ok("steps" in situation, JSON.stringify(situation));
    const catalogue = await loadCatalogue(["dynamodb", "sts"]);
    return explainCall(situation, { now: NOW, catalogue });
  }

  const FROM_THE_INTERNET = {
    principal: "role/feature-team@orders-prod",
    action: "dynamodb:GetItem",
    resource: "orders-prod/tables/rates",
    from: "internet",
  };

  it("B3: a program with the endpoint but without the SCP lets the internet in: the endpoint alone protects nothing", async () => {
    const withoutScp = rehearsal.resources.filter(
      ({ type, stack }) => !(type === "aws:organizations/policyAttachment:PolicyAttachment" && stack === "perimeter.orders-prod"),
    );
    assert.ok(withoutScp.length < rehearsal.resources.length);
    assert.ok(withoutScp.some(({ type, stack }) => type === "aws:ec2/vpcEndpoint:VpcEndpoint" && stack === "foundation.orders-prod"));
    assert.equal((await decide(rehearsal.resources, FROM_THE_INTERNET)).decision, "explicitly-denied");
    assert.equal((await decide(withoutScp, FROM_THE_INTERNET)).decision, "allowed");
  });

  it("F2: the deploy role takes break-glass with a trust policy of its own making only where the guardrail is gone", async () => {
    const breakGlass = "arn:aws:iam::200000000002:role/palisade/break-glass/BreakGlass";
    const trust = { Sid: "TrustAnybody", Effect: "Allow", Principal: { AWS: "arn:aws:iam::200000000002:root" }, Action: "sts:AssumeRole" };
    const rewritten = rehearsal.resources.map((each) =>
      each.outputs["arn"] === breakGlass
        ? { ...each, inputs: { ...each.inputs, assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }) } }
        : each,
    );
    const taking = { principal: "role/PalisadeDeploy@orders-prod", action: "sts:AssumeRole", resource: breakGlass, from: "internet" };
    const { decision, by } = await decide(rewritten, taking);
    assert.deepEqual([decision, by.layer], ["explicitly-denied", "resourceControl"]);
    const unguarded = rewritten.filter(({ name, type }) => !(type.endsWith(":PolicyAttachment") && name.startsWith("takers-")));
    assert.equal((await decide(unguarded, taking)).decision, "allowed");
  });

  it("A11: all external sharing stands in one listing with party, principal, rights, reason and end", async () => {
    const { code, out } = await command("plan", "--declaration", SAMPLE);
    assert.equal(code, 0);
    const [, listing = ""] = /\nOutside the organization \(2\)\n([\s\S]*?)\n\n/.exec(out) ?? [];
    assert.deepEqual(
      listing.split("\n").map((line) => line.trim().split(/ {2,}/)),
      [
        ["party", "principal", "uses", "may", "because", "until"],
        [
          ...["nightjar", "arn:aws:iam::900000000009:role/auditor", "customers-prod/customers", "read"],
          ...["yearly audit of customers", "2027-01-31"],
        ],
        ["nightjar", "arn:aws:iam::900000000009:role/auditor", "orders-prod/orders", "read", "yearly audit of orders", "2027-01-31"],
      ],
    );
  });

  it("A11: the listing is left out where nothing leaves the organization, and tells of what is over", async () => {
    const none = await command("plan", "--declaration", path.join(ROOT, "examples", "line"));
    assert.ok(!none.out.includes("Outside the organization"));
    const over = await command("plan", "--declaration", SAMPLE, "--as-of", "2027-02-01");
    assert.match(over.out, /yearly audit of orders +2027-01-31 \(ended\)\n/);
  });

  /** A rehearsal in which some of what the declaration says exists is otherwise. */
  async function rehearsedWhere(
    plan: Plan,
    otherwise: (thing: Parameters<ControlPlane["seed"]>[0][number]) => Parameters<ControlPlane["seed"]>[0][number],
  ): Promise<PlanRehearsal> {
    const controlPlane = await ControlPlane.open(new MemoryStore());
    const seed = controlPlane.seed.bind(controlPlane);
    controlPlane.seed = (things) => {
      seed(things.map(otherwise));
    };
    const rehearsed = await rehearsePlan(plan, { controlPlane });
    assert.deepEqual(
      rehearsed.stacks.filter(({ status }) => status !== "done"),
      [],
    );
    return rehearsed;
  }

  const sidsOf = ({ inputs }: RehearsedResource): string[] => {
    const text = inputs["policy"] ?? inputs["assumeRolePolicy"];
    return (JSON.parse(String(text)) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
  };
  const named = ({ resources }: PlanRehearsal, name: string): RehearsedResource => {
    const found = resources.find((each) => each.name === name && each.type.startsWith("aws:"));
    assert.ok(found !== undefined, name);
    return found;
  };

  it("F12: a team's role that reads a sensitive table and holds every permission neither writes nor changes the table", async () => {
    const plan = acmePlan(
      [
        accountOf("orders-prod"),
        "api: { runsOn: lambda, network: main }",
        "api: { runsOn: lambda, network: main, role: { existing: team/api, adds: [permissions] } }",
      ],
      [
        accountOf("analytics-prod"),
        "nightly-etl: { runsOn: ec2, network: main }",
        "nightly-etl: { runsOn: ec2, network: main, role: { existing: etl, adds: [permissions] } }",
      ],
      [dataOf("orders-prod"), "api: { can: [read, write], on: [table, byStatus] }", "api: { can: [read], on: [table, byStatus] }"],
    );
    const rehearsed = await rehearsedWhere(plan, (thing) => thing);
    const everything = '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }';
    const held = `{ policies: [${everything}], managed: none, boundary: none }`;
    const inventory = sampleInventory.replace(
      "principals:\n",
      `principals:\n  orders-prod/api: ${held}\n  analytics-prod/nightly-etl: ${held}\n`,
    );
    const { world } = organizationOf(plan, rehearsed, parseInventory("inventory.yaml", inventory));
    for (const consumer of ["orders-prod/api", "analytics-prod/nightly-etl"]) {
      const asked = { principal: consumer, resource: "orders-prod/tables/orders", from: `${consumer.split("/")[0] ?? ""}/main` };
      const decided = async (action: string) => (await decideIn(world, { ...asked, action: `dynamodb:${action}` })).decision;
      assert.equal(await decided("GetItem"), "allowed", consumer);
      for (const action of CHANGING) assert.ok(/denied$/.test(await decided(action)), `${consumer} ${action}`);
    }
  });

  it("C6: a role that is made anew under its name changes the trust and the policies that name it, and nothing else", async () => {
    const plan = acmePlan(
      [
        accountOf("pipeline-prod"),
        "pipeline: { runsOn: ec2, network: main }",
        "pipeline: { runsOn: ec2, network: main, role: { existing: pipeline, adds: [permissions] } }",
      ],
      [
        accountOf("analytics-prod"),
        "nightly-etl: { runsOn: ec2, network: main }",
        "nightly-etl: { runsOn: ec2, network: main, role: { existing: etl, adds: [permissions] } }",
      ],
    );
    const withIds = (suffix: string) =>
      rehearsedWhere(plan, (thing) => {
        const { name } = thing.inputs;
        const isTheirs = thing.type === "aws:iam/role:Role" && (name === "pipeline" || name === "etl");
        return isTheirs ? { ...thing, outputs: { ...thing.outputs, uniqueId: `AROA${suffix}${name.toUpperCase()}` } } : thing;
      });
    const [before, after] = [await withIds("OLD"), await withIds("NEW")];
    const documents = (rehearsed: PlanRehearsal) =>
      new Map(rehearsed.resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)] as const));
    const changed = (left: PlanRehearsal, right: PlanRehearsal) => {
      const others = documents(right);
      return left.resources
        .filter(({ urn, inputs }) => others.get(urn) !== JSON.stringify(inputs))
        .map(({ stack, name }) => `${stack} ${name}`);
    };
    assert.deepEqual(changed(before, after).sort(), [
      "data.keystore-prod access-pipeline-prod.pipeline",
      "data.orders-prod table-orders-key",
      "data.orders-prod table-orders-policy",
      "data.orders-prod table-orders-stream-policy",
    ]);
    assert.notDeepEqual(sidsOf(named(before, "access-pipeline-prod.pipeline")), sidsOf(named(after, "access-pipeline-prod.pipeline")));
  });

  const providersOf = ({ resources }: PlanRehearsal): string[] =>
    resources
      .filter(({ type }) => type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider")
      .map(({ account, inputs }) => `${account} ${String(inputs["url"])}`);

  it("E5: there is one OIDC provider for each cluster and owning account", () => {
    const providers = providersOf(rehearsal);
    assert.ok(providers.length > 0);
    assert.deepEqual(
      providers.filter((each, index) => providers.indexOf(each) !== index),
      [],
    );
  });

  it("E5: the trust follows the issuer of a cluster that was made anew", async () => {
    const NEW = "0123456789ABCDEF0123456789ABCDEF";
    const anew = await rehearsedWhere(
      acmePlan(),
      (thing) => JSON.parse(JSON.stringify(thing).replaceAll(/(oidc\.eks\.[^/"]+\/id\/)[0-9A-F]{32}/g, `$1${NEW}`)) as typeof thing,
    );
    const trust = named(anew, "access-platform-prod.invoicer").inputs["assumeRolePolicy"];
    assert.ok(String(trust).includes(`/id/${NEW}:sub`), String(trust));
    assert.ok(!String(named(rehearsal, "access-platform-prod.invoicer").inputs["assumeRolePolicy"]).includes(NEW));
    assert.equal(providersOf(anew).length, providersOf(rehearsal).length);
  });

  it("E5: grants to the pods of a cluster that does not exist yet wait, named, and block nothing", async () => {
    const controlPlane = await ControlPlane.open(new MemoryStore());
    const seed = controlPlane.seed.bind(controlPlane);
    controlPlane.seed = (things) => {
      seed(things.filter(({ type }) => !type.startsWith("aws:eks/")));
    };
    const { stacks } = await rehearsePlan(acmePlan(), { controlPlane });
    assert.deepEqual(
      stacks.filter(({ status }) => status !== "done"),
      [],
    );
    const warnings = stacks.flatMap((stack) => stack.warnings).join("\n");
    for (const waiting of ["invoicer", "notifier", "ticket-search"]) assert.ok(warnings.includes(waiting), warnings);
  });

  describe("the connection card", () => {
    /** What the cards of grants that are carried one way have to say. */
    const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
      "resource-policy": [/no role is taken/, /give the (?:table|key|secret)'s full ARN/, /billed to/, /quotas? of/],
      role: [/the code takes the role before it calls/, /billed to/, /quotas?/],
      irsa: [/annotate the service account; the SDK takes the role by itself/, /billed to/, /quotas?/],
      "pod-identity": [/the SDK takes the role by itself/, /billed to/, /quotas?/],
      "own-role": [/billed to/, /quotas/],
    };

    it("E7: says of every grant whose quota and bill its requests count against, who must use full ARNs, and whether code takes a role", () => {
      const shown = new Set<string>();
      for (const { id, how, state } of acmePlan().grants) {
        if (state === "closed" || how === "replication") continue;
        const card = rehearsal.stacks.flatMap(({ outputs }) => outputs[`card:${id}`] ?? [])[0] as
          | { readonly notes?: readonly string[] }
          | undefined;
        const notes = (card?.notes ?? []).join("\n");
        for (const expected of EXPECTED[how] ?? [/no such way/]) assert.match(notes, expected, `${id}, ${how}`);
        shown.add(how);
      }
      assert.deepEqual([...shown].sort(), Object.keys(EXPECTED).sort());
    });
  });

  it("E8: the layers name no role before it exists: AWS's refusal of unknown principals meets none of the sample's policies", () => {
    assert.deepEqual(rehearsal.refusals, []);
    const policies = rehearsal.resources.filter(({ inputs }) => /arn:aws:iam::\d+:role\//.test(JSON.stringify(inputs)));
    assert.ok(policies.length > 20, policies.length.toString());
  });

  it("E2: a secret that leaves the account under an AWS managed key is refused where it stands", () => {
    const files = edit(sample, dataOf("orders-prod"), "description: What the invoicer signs with", "encryption: aws-managed");
    const { problems } = loadAt(files);
    assert.ok(
      problems.some(({ where, message }) => where.startsWith("secrets.invoice-signing.sharedWith") && message.includes("AWS managed key")),
    );
  });
});
