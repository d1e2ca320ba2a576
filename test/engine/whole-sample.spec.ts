import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { readDeclaration } from "../../cli/input/read-declaration.ts";
import type { Call } from "../../control-plane/store.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { describeUnderTheEngine, inShort } from "./engine-sandbox.ts";
import { ofEngine, ofRehearsal } from "./same-resources.ts";

/** A day on which every grant of the sample but the one that is over is open. */
const AS_OF = ["--as-of", "2026-11-22"];

const stackOf = (urn: string): string => urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
const stacksOf = (calls: readonly Call[]): string[] => [...new Set(calls.map(({ urn }) => stackOf(urn)))].sort();

const NEW_ACCOUNT = `account: billing-prod
id: "200000000099"
organizationalUnit: workloads/prod
networks:
  main: { region: eu-west-1, cidr: 10.150.0.0/16, zones: 1 }
workloads:
  biller: { runsOn: ec2, network: main }
`;

const OPEN_ROLE = `import * as aws from "@pulumi/aws";
export default function team({ provider, account }) {
  if (account.name !== "web-dev") return {};
  const statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  new aws.iam.Role("open", { assumeRolePolicy }, { provider });
  return {};
}
`;

describeUnderTheEngine(
  "the sample",
  (sandbox) => {
    it("deploys, and leaves exactly the resources that the rehearsal shows", async () => {
      const { declaration } = readDeclaration({ declaration: sandbox.declaration, asOf: "2026-11-22" });
      const planned = plan(declaration!);
      const out = await sandbox.succeeds("up", ...AS_OF);
      const all = planned.stacks.length;
      assert.match(out, new RegExp(`${all} of ${all} stacks done, \\d+ created`));
      const rehearsal = await rehearsePlan(planned);
      for (const { name } of planned.stacks) {
        const { resources } = await sandbox.state(name);
        assert.deepEqual(ofEngine(resources), ofRehearsal(rehearsal.resources.filter((each) => each.stack === name)), name);
      }
    });

    it("makes no call to create, update or delete when it runs again", async () => {
      assert.deepEqual(inShort(await sandbox.callsDuring(() => sandbox.succeeds("up", "--again", ...AS_OF))), []);
    });

    it("changes one table and nothing of who uses it", async () => {
      sandbox.edit("accounts/orders-prod/data.yaml", "capacity: { read: 5, write: 1 }", "capacity: { read: 6, write: 1 }");
      const concerned = ["--stack", "data.orders-prod", "consumers.orders-prod", "consumers.analytics-prod", "consumers.platform-prod"];
      const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", ...AS_OF, ...concerned));
      assert.deepEqual(inShort(calls), ["update data.orders-prod table-rates-table"]);
    });

    it("removes both halves of a grant, the endpoint it needed and the way to its owner, and nothing else", async () => {
      sandbox.edit(
        "accounts/orders-prod/data.yaml",
        "      analytics-prod/nightly-etl: { can: [read, stream], purpose: etl, because: month-end close }\n",
        "",
      );
      const accounts = ["orders-prod", "analytics-prod"].flatMap((account) => [`foundation.${account}`, `perimeter.${account}`]);
      const concerned = ["--stack", ...accounts, "data.orders-prod", "consumers.analytics-prod"];
      const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", ...AS_OF, ...concerned));
      const setting = "delete consumers.analytics-prod setting-orders-prod.tables.orders.nightly-etl";
      assert.deepEqual(inShort(calls), [
        "delete consumers.analytics-prod permissions-nightly-etl",
        ...["region", "stream-arn", "streams-url", "table-arn"].map((name) => `${setting}.${name}`),
        // Nobody else of that network reads a stream.
        ...["callers", "endpoint", "group"].map((name) => `delete foundation.analytics-prod network-main-dynamodb-streams-${name}`),
        "update data.orders-prod table-orders-key",
        "update data.orders-prod table-orders-policy",
        "update data.orders-prod table-orders-stream-policy",
        // Its endpoint led to the owner for this grant alone.
        "update foundation.analytics-prod network-main-dynamodb",
      ]);
    });

    it("adds an account with a grant, and touches nothing but what names it", async () => {
      sandbox.write("accounts/billing-prod/account.yaml", NEW_ACCOUNT);
      sandbox.edit(
        "accounts/orders-prod/data.yaml",
        "      nightly: { can: [read, scan, write] }\n",
        "      nightly: { can: [read, scan, write] }\n    sharedWith:\n      billing-prod/biller: { can: [read], purpose: etl, because: bills }\n",
      );
      const calls = await sandbox.callsDuring(() => sandbox.succeeds("up", ...AS_OF));
      const outside = calls.filter(({ urn }) => !stackOf(urn).endsWith(".billing-prod"));
      assert.deepEqual(inShort(outside.filter(({ urn }) => stackOf(urn) !== "guardrails")), [
        "create data.orders-prod table-rates-policy",
        "update data.orders-prod table-rates-key",
      ]);
      const attached = inShort(outside.filter(({ urn }) => stackOf(urn) === "guardrails"));
      assert.ok(
        attached.length > 0 && attached.every((call) => /^create guardrails \S+-account\.billing-prod$/.test(call)),
        attached.join(),
      );
      const own = ["consumers", "foundation", "perimeter"].map((layer) => `${layer}.billing-prod`);
      assert.deepEqual(stacksOf(calls), [...own, "data.orders-prod", "guardrails"].sort());
    });

    it("makes nothing that the policy pack refuses, and says which rule and which resource", async () => {
      sandbox.write("extensions/data.ts", OPEN_ROLE);
      const calls = await sandbox.callsDuring(async () => {
        for (const verb of ["preview", "up"]) {
          const { code, err } = await sandbox.sandbox(verb, ...AS_OF, "--stack", "data.web-dev", "--unproven", "to ask the pack");
          assert.equal(code, 1, err);
          assert.match(
            err,
            /error: urn:pulumi:data\.web-dev::\S+::open: no-wildcard-principal: [^]*a principal is a wildcard, got \{"AWS":"\*"\}/,
          );
          assert.doesNotMatch(err, /preview failed|update failed/);
        }
      });
      assert.deepEqual(inShort(calls), []);
      rmSync(path.join(sandbox.declaration, "extensions"), { recursive: true });
    });

    it("destroys what may be, and leaves protected tables with their policies and all that they stand on", async () => {
      const text: string[] = [];
      const calls = await sandbox.callsDuring(async () => {
        const { code, out } = await sandbox.sandbox("destroy", ...AS_OF);
        assert.equal(code, 1);
        text.push(out);
      });
      assert.ok(calls.every(({ verb }) => verb === "delete"));
      const [out = ""] = text;
      for (const table of ["orders", "rates"])
        assert.match(out, new RegExp(`kept, since it is protected: urn:pulumi:data\\.orders-prod::\\S+::table-${table}-table\\n`));
      const touched = stacksOf(calls);
      // The tables' own policies and keys stay whole; roles of others lose what they could do with them.
      assert.deepEqual(inShort(calls.filter(({ urn }) => stackOf(urn) === "data.orders-prod")), [
        "delete data.orders-prod access-permissions-platform-prod.invoicer",
        "delete data.orders-prod access-permissions-platform-prod.notifier",
      ]);
      for (const stack of ["foundation.orders-prod", "perimeter.orders-prod", "guardrails", "organization"])
        assert.ok(!touched.includes(stack), stack);
      assert.ok(inShort(calls).includes("delete data.web-dev table-drafts-table"));
    });
  },
  "acme",
);
