import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Catalogue, loadCatalogue } from "../../../iam/catalogue.ts";
import type { Request } from "../../../proof/engine/prepare-request.ts";
import { type CallExplanation, explainCall } from "../../../proof/explanation/explain-call.ts";
import { exportedWorld } from "../../../proof/world/exported-organization.ts";
import type { OrganizationWorld } from "../../../proof/world/organization-world.ts";
import { exportedResources, readStackExport } from "../../../proof/world/stack-export.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { NOW } from "../../support/sample.ts";

const EXPORTS = path.join(import.meta.dirname, "exports");
const textOf = (name: string): string => readFileSync(path.join(EXPORTS, `${name}.json`), "utf8");
const stateOf = (text: string) => {
  const { state, problems } = readStackExport("export.json", text);
  assert.ok(state !== undefined, problems?.join("\n"));
  return state;
};
const worldOfTexts = (...texts: readonly string[]): OrganizationWorld => {
  const { world, problems } = exportedWorld(exportedResources(texts.map(stateOf)));
  assert.deepEqual(problems, []);
  return world;
};

const READ = {
  principal: "prod/api",
  action: "dynamodb:GetItem",
  resource: "prod/orders (aws:dynamodb/table:Table)",
  from: "prod/main",
};
const API = "prod/api";

describe("the world of exported stacks", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(["dynamodb", "kms", "s3", "sts"]);
  });

  const asked = (world: OrganizationWorld, request: Partial<Request>): CallExplanation & { readonly assumptions: readonly string[] } => {
    const situation = world.situate({ ...READ, principal: API, context: {}, ...request });
    assert.ok("steps" in situation, JSON.stringify(situation));
    const explanation = explainCall(situation, { now: NOW, catalogue });
    return { ...explanation, assumptions: situation.assumptions };
  };
  const unknownsOf = ({ restsOn }: CallExplanation): string[] => restsOn.map(({ what }) => what);
  const deciderOf = ({ by }: CallExplanation): string => ("sid" in by ? `${by.layer}:${by.sid ?? ""}` : by.layer);

  describe("of a small program", () => {
    let world: OrganizationWorld;
    before(() => {
      world = worldOfTexts(textOf("shop"));
    });

    for (const [name, request, decision, by] of [
      ["reads a role's inline policies", {}, "allowed", "identity:UseOrders"],
      ["knows what those leave out", { action: "dynamodb:Scan" }, "implicitly-denied", "identity"],
      [
        "reads policies that are put on a role by its name",
        { action: "kms:Decrypt", resource: "prod/orders (aws:kms/key:Key)" },
        "allowed",
        "identity:Decrypt",
      ],
      ["reads a table's policy", { action: "dynamodb:DeleteItem", from: "internet" }, "explicitly-denied", "resource:OnlyOverVpcs"],
      ["reads the endpoint's policy", { resource: "arn:aws:dynamodb:eu-west-1:333333333333:table/x" }, "implicitly-denied", "endpoint"],
      ["finds a VPC by its id", { action: "dynamodb:DeleteItem", from: "vpc-0aaa" }, "allowed", "identity:UseOrders"],
      [
        "takes names, ARNs and roles by account",
        { principal: "arn:aws:iam::222222222222:role/reporting", from: undefined },
        "allowed",
        "resource:Reporting",
      ],
      ["keeps out who no policy names", { principal: "role/other@222222222222", from: undefined }, "implicitly-denied", "resource"],
      ["reads a role's boundary", { principal: "prod/cleaner", action: "dynamodb:PutItem" }, "implicitly-denied", "boundary"],
      [
        "reads a secret that was exported in plain text",
        { principal: "prod/cleaner", action: "dynamodb:Scan" },
        "allowed",
        "identity:Clean",
      ],
      [
        "reads trust policies",
        { action: "sts:AssumeRole", resource: "prod/cleaner", principal: "role/x@111111111111" },
        "implicitly-denied",
        "resource",
      ],
      [
        "reaches a table's stream",
        { action: "dynamodb:GetRecords", resource: "prod/orders (aws:dynamodb/table:Table)/stream" },
        "implicitly-denied",
        "identity",
      ],
    ] as const) {
      it(name, () => {
        const explanation = asked(world, request);
        assert.deepEqual([explanation.decision, deciderOf(explanation)], [decision, by], explanation.assumptions.join("\n"));
      });
    }

    it("takes no endpoint for tables for one of streams, and says that the request carries no VPC", () => {
      const { assumptions } = asked(world, { action: "dynamodb:GetRecords", resource: "prod/orders (aws:dynamodb/table:Table)/stream" });
      const expected =
        "prod/main has no endpoint for dynamodb-streams in eu-west-1 among the exported stacks, so that the request carries no VPC";
      assert.ok(assumptions.includes(expected), assumptions.join("\n"));
    });

    it("places what has no ARN by the account that its provider is held to", () => {
      const { resources } = exportedResources([stateOf(textOf("shop"))]);
      assert.deepEqual([...new Set(resources.map(({ account, region }) => `${account} ${region}`))], ["111111111111 eu-west-1"]);
    });

    it("does not know what a role may do that has a policy which cannot be read, and names it", () => {
      const explanation = asked(world, { principal: "prod/batch", action: "dynamodb:DeleteTable" });
      assert.equal(explanation.decision, "unknown");
      assert.deepEqual(unknownsOf(explanation), ["the policy prod/batch (aws:iam/rolePolicy:RolePolicy)"]);
    });

    it("does not know who takes a role whose trust policy cannot be read", () => {
      const taking = { action: "sts:AssumeRole", resource: "prod/batch", from: undefined };
      const unknown = asked(world, { ...taking, principal: "role/other@222222222222" });
      assert.deepEqual([unknown.decision, unknownsOf(unknown)], ["unknown", ["the policy prod/batch (aws:iam/role:Role)"]]);
      assert.equal(asked(world, { ...taking, principal: "root@222222222222" }).decision, "implicitly-denied");
    });

    it("does not know who uses a table whose policy cannot be read", () => {
      const explanation = asked(world, { principal: "role/other@222222222222", resource: "prod/carts", from: undefined });
      assert.deepEqual([explanation.decision, unknownsOf(explanation)], ["unknown", ["the policy prod/carts-policy"]]);
    });

    /** The same program with some properties of one resource changed. */
    const changed = (type: string, name: string, properties: object): OrganizationWorld => {
      const shop = JSON.parse(textOf("shop")) as {
        deployment: { resources: { type: string; urn: string; inputs?: object; outputs?: object }[] };
      };
      const resources = shop.deployment.resources.map((each) =>
        each.type === type && each.urn.endsWith(`::${name}`)
          ? { ...each, inputs: { ...each.inputs, ...properties }, outputs: { ...each.outputs, ...properties } }
          : each,
      );
      return worldOfTexts(JSON.stringify({ ...shop, deployment: { resources } }));
    };
    const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const withSecret = (type: string, name: string, property: string) => changed(type, name, { [property]: SECRET });
    const KEY = "prod/orders (aws:kms/key:Key)";
    const KEY_ARN = "arn:aws:kms:eu-west-1:111111111111:key/0f5c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10";

    describe("whose table is encrypted", () => {
      const REPORTING = { principal: "arn:aws:iam::222222222222:role/reporting", from: undefined };
      const encrypted = (serverSideEncryption: unknown) => changed("aws:dynamodb/table:Table", "orders", { serverSideEncryption });

      it("asks its key for the caller too", () => {
        const under = encrypted({ enabled: true, kmsKeyArn: KEY_ARN });
        const reader = asked(under, {});
        assert.equal(reader.decision, "allowed");
        assert.deepEqual(
          reader.others.map(({ asked: request, decision }) => [request, decision]),
          [[{ action: "kms:Decrypt", resource: KEY_ARN, service: "dynamodb" }, "allowed"]],
        );
        const cleaner = asked(under, { principal: "prod/cleaner", action: "dynamodb:Scan" });
        assert.deepEqual([cleaner.decision, cleaner.by.layer, cleaner.asked.action], ["implicitly-denied", "identity", "kms:Decrypt"]);
        assert.equal(asked(under, { principal: "prod/cleaner", action: "dynamodb:DescribeTable" }).asked.action, "dynamodb:DescribeTable");
      });

      it("lets the account alone use the key that AWS manages, through DynamoDB", () => {
        const under = encrypted({ enabled: true });
        assert.equal(asked(under, {}).decision, "allowed");
        const { decision, by, asked: request } = asked(under, REPORTING);
        assert.deepEqual([decision, by.layer, request.service], ["implicitly-denied", "resource", "dynamodb"]);
      });

      it("asks nothing about the key that AWS owns", () => {
        const { decision, others } = asked(encrypted({ enabled: false }), REPORTING);
        assert.deepEqual([decision, others], ["allowed", []]);
      });

      it("does not know who uses it under a key that cannot be read, or that no stack makes", () => {
        const unreadable = asked(encrypted(SECRET), {});
        assert.deepEqual([unreadable.decision, unknownsOf(unreadable)], ["unknown", [`the key that ${READ.resource} is encrypted under`]]);
        const other = KEY_ARN.replace("0f5c2c0e", "00000000");
        const foreign = asked(encrypted({ enabled: true, kmsKeyArn: other }), { principal: "role/any@111111111111" });
        assert.deepEqual([foreign.decision, unknownsOf(foreign)], ["unknown", [`the policy of ${other}`]]);
      });

      it("does not know what a grant on its key lets its grantee do", () => {
        const under = encrypted({ enabled: true, kmsKeyArn: KEY_ARN });
        const lent = asked(under, REPORTING);
        assert.deepEqual([lent.decision, unknownsOf(lent)], ["unknown", [`the grant on ${KEY} to ${REPORTING.principal}`]]);
        const other = asked(under, { principal: "arn:aws:iam::222222222222:role/other", from: undefined });
        assert.equal(other.decision, "implicitly-denied");
        assert.match(lent.restsOn[0]?.remedy ?? "", /^write in a file that --inventory names: resourcePolicies: /);
      });
    });

    for (const [name, secret, request] of [
      [
        "a key's policy in ciphertext is not taken for AWS's default",
        ["aws:kms/key:Key", "orders", "policy"],
        { principal: "role/other@222222222222", action: "kms:Decrypt", resource: KEY, from: undefined },
      ],
      [
        "an endpoint's policy in ciphertext is not taken for a narrow one",
        ["aws:ec2/vpcEndpoint:VpcEndpoint", "main", "policy"],
        { principal: "role/other@111111111111", resource: "arn:aws:dynamodb:eu-west-1:333333333333:table/x" },
      ],
      ["inline policies in ciphertext are not taken for none", ["aws:iam/role:Role", "api", "inlinePolicies"], { action: "dynamodb:Scan" }],
    ] as const) {
      it(name, () => {
        assert.equal(asked(world, request).decision, "implicitly-denied");
        const { decision, restsOn } = asked(withSecret(secret[0], secret[1], secret[2]), request);
        assert.equal(decision, "unknown");
        assert.ok(restsOn.some(({ what, remedy }) => what.includes(secret[1]) && remedy?.endsWith("--show-secrets") === true));
      });
    }

    it("does not know who has a policy whose target cannot be read, but for what is denied without it", () => {
      const lost = withSecret("aws:iam/rolePolicy:RolePolicy", "api", "role");
      const what = "what prod/api (aws:iam/rolePolicy:RolePolicy) is attached to";
      for (const request of [{}, { action: "dynamodb:Scan" }]) {
        const explanation = asked(lost, request);
        assert.deepEqual([explanation.decision, unknownsOf(explanation)], ["unknown", [what]]);
      }
      assert.equal(asked(lost, { action: "dynamodb:DeleteItem", from: "internet" }).decision, "explicitly-denied");
      const ofTable = withSecret("aws:dynamodb/resourcePolicy:ResourcePolicy", "stock-policy", "resourceArn");
      assert.equal(asked(ofTable, { principal: "role/x@111111111111", resource: "prod/stock", from: undefined }).decision, "unknown");
    });

    it("relies on no deny of a policy that is about to be deleted", () => {
      const deleting = { principal: "role/other@111111111111", action: "dynamodb:DeleteItem", resource: "prod/stock", from: undefined };
      const { decision, assumptions } = asked(world, deleting);
      assert.equal(decision, "unknown");
      assert.ok(assumptions.includes("prod/stock-policy is about to be deleted: its policy may or may not be there still"));
    });

    it("lists what it assumes", () => {
      const { assumptions } = asked(world, {});
      for (const expected of [
        "what no exported stack makes is not there",
        "no policies of an organization are among the exported stacks: it is taken to have none",
      ])
        assert.ok(assumptions.includes(expected), assumptions.join("\n"));
    });

    it("G8: does not know who uses resources of a service whose policies are not read", () => {
      for (const [action, resource, holder] of [
        ["s3:GetObject", "arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket"],
        ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders", "arn:aws:sqs:eu-west-1:111111111111:orders"],
        ["newservice:Do", "arn:aws:newservice:eu-west-1:111111111111:one", "arn:aws:newservice:eu-west-1:111111111111:one"],
      ] as const) {
        const explanation = asked(world, { action, resource, from: undefined });
        assert.deepEqual([explanation.decision, unknownsOf(explanation)], ["unknown", [`the policy of ${holder}`]]);
        assert.match(explanation.restsOn[0]?.remedy ?? "", /resourcePolicies: \{ "arn:/);
      }
    });
  });

  describe("with the organization's own", () => {
    let world: OrganizationWorld;
    before(() => {
      world = worldOfTexts(textOf("shop"), textOf("guard"));
    });
    const shop = (name: string) => name.replaceAll("prod/", "shop/prod/");
    const request = { principal: shop(API), resource: shop(READ.resource), from: shop(READ.from) };

    it("names stacks of one name by their projects", () => {
      assert.equal(asked(world, request).decision, "allowed");
    });

    it("puts SCPs of the units above an account over its principals", () => {
      assert.equal(asked(world, { ...request, action: "dynamodb:PutItem" }).decision, "allowed");
      const denied = asked(world, { ...request, action: "dynamodb:PutItem", from: "internet" });
      assert.deepEqual([denied.decision, deciderOf(denied)], ["explicitly-denied", "serviceControl:OnlyFromTheVpc"]);
    });

    it("puts RCPs of the root over the account's resources, and knows who is inside", () => {
      const outside = asked(world, {
        ...request,
        principal: "arn:aws:iam::222222222222:role/reporting",
        action: "dynamodb:Query",
        from: undefined,
      });
      assert.deepEqual([outside.decision, deciderOf(outside)], ["explicitly-denied", "resourceControl:Insiders"]);
      const inside = asked(world, { ...request, principal: "role/x@111111111111", action: "dynamodb:Query" });
      assert.equal(inside.decision, "allowed");
    });

    it("takes the role that a provider takes for its account", () => {
      const { resources } = exportedResources([stateOf(textOf("guard"))]);
      assert.deepEqual([...new Set(resources.map(({ account }) => account))], ["100000000001"]);
    });

    it("knows which units' policies bind an account that Palisade's organization stack only looked up", () => {
      const guard = JSON.parse(textOf("guard")) as { deployment: { resources: { type: string; outputs?: { parentId?: string } }[] } };
      const isAccount = ({ type }: { readonly type: string }) => type === "aws:organizations/account:Account";
      const type = "palisade:organization:ExistingAccounts";
      const parents = { "111111111111": guard.deployment.resources.find(isAccount)?.outputs?.parentId };
      const existing = { urn: `urn:pulumi:organization::palisade::${type}::existing`, type, custom: false, outputs: { parents } };
      const resources = [...guard.deployment.resources.filter((resource) => !isAccount(resource)), existing];
      const lookedUp = worldOfTexts(textOf("shop"), JSON.stringify({ ...guard, deployment: { resources } }));
      const denied = asked(lookedUp, { ...request, action: "dynamodb:PutItem", from: "internet" });
      assert.deepEqual([denied.decision, deciderOf(denied)], ["explicitly-denied", "serviceControl:OnlyFromTheVpc"]);
    });

    it("does not know which units' policies bind an account that no exported stack makes", () => {
      const guard = JSON.parse(textOf("guard")) as { deployment: { resources: { type: string }[] } };
      const resources = guard.deployment.resources.filter(({ type }) => type !== "aws:organizations/account:Account");
      const partial = worldOfTexts(textOf("shop"), JSON.stringify({ ...guard, deployment: { resources } }));
      const explanation = asked(partial, { ...request, action: "dynamodb:PutItem", from: "internet" });
      assert.deepEqual(
        [explanation.decision, explanation.restsOn.map(({ what }) => what)],
        ["unknown", ["the policies of the units above 111111111111"]],
      );
    });
  });

  describe("files", () => {
    for (const [name, text, expected] of [
      ["broken JSON", '{ "version": 3, }', 'export.json:1:17: is not valid JSON, got "}"; write a name in quotes'],
      [
        "something else",
        '{ "resources": [] }',
        "export.json:1:1: version: is missing, got nothing; add it; name a file that `pulumi stack export` wrote",
      ],
      [
        "a resource without URN",
        '{ "version": 3,\n "deployment": { "resources": [\n  { "type": "aws:iam/role:Role" } ] } }',
        "export.json:3:3: deployment.resources[0].urn: is missing, got nothing; add it; name a file that `pulumi stack export` wrote",
      ],
    ] as const) {
      it(`are refused: ${name}`, () => {
        const { problems } = readStackExport("export.json", text);
        assert.ok((problems ?? []).includes(expected), problems?.join("\n"));
      });
    }

    it("of a stack without resources are taken", () => {
      assert.deepEqual(stateOf('{ "version": 3, "deployment": { "manifest": {} } }'), []);
    });
  });

  describe("for the commands", () => {
    const folder = temporaryFolder();
    const shop = path.join(EXPORTS, "shop.json");
    const guard = path.join(EXPORTS, "guard.json");
    const ask = (...more: readonly string[]) =>
      command(
        "explain",
        "--principal",
        API,
        "--action",
        "dynamodb:GetItem",
        "--resource",
        "prod/orders (aws:dynamodb/table:Table)",
        ...more,
      );

    it("answers a question about them, and whose stack a statement is in", async () => {
      const { code, out } = await ask("--from", "vpc-0aaa", "--export", shop);
      assert.equal(code, 0);
      assert.match(out, /\nAllowed by "UseOrders" of prod\/api \(aws:iam\/role:Role\), in the exported stack prod of shop\.\n/);
      assert.match(out, /\nAssumed: what no exported stack makes is not there\.\n/);
    });

    it("says what would have to change in the words of no declaration", async () => {
      const { code, out } = await command(
        ...["explain", "--principal", "shop/prod/api", "--action", "dynamodb:PutItem", "--from", "internet"],
        ...["--resource", "shop/prod/orders (aws:dynamodb/table:Table)", "--export", shop, guard],
      );
      assert.equal(code, 1);
      assert.match(
        out,
        /\nDenied by "OnlyFromTheVpc" of only-vpc, in the exported stack prod of guard\.\n {2}Remedy: change that statement, or send a request that it does not match\.\n/,
      );
    });

    it("asks for the type where a name stands for several resources", async () => {
      const { code, err } = await command(
        "explain",
        "--export",
        shop,
        "--principal",
        API,
        "--action",
        "kms:Decrypt",
        "--resource",
        "prod/orders",
      );
      assert.equal(code, 2);
      assert.match(
        err,
        /--resource: stands for several resources, got "prod\/orders"; write "prod\/orders \(aws:kms\/key:Key\)" or "prod\/orders \(aws:dynamodb\/table:Table\)"\n/,
      );
    });

    it("suggests names of theirs", async () => {
      const { code, err } = await ask("--export", shop, "--from", "prod/mian");
      assert.equal(code, 2);
      assert.match(err, /--from: is not a network of the exported stacks, got .*; did you mean "prod\/main"\?/);
    });

    it("refuses a file that is not there, and a declaration beside them", async () => {
      const missing = await ask("--export", "nowhere.json");
      assert.deepEqual([missing.code, missing.out], [2, ""]);
      assert.match(missing.err, /--export: cannot be read, got "ENOENT" for nowhere\.json; name a file that `pulumi stack export` wrote/);
      const both = await ask("--export", shop, "--declaration", "examples/acme");
      assert.equal(both.code, 2);
      assert.match(both.err, /--export: does not go with --declaration, got "examples\/acme"; ask about one of the two/);
    });

    it("runs scenarios of an organization against them", async () => {
      const scenario = (decision: string) => ({
        name: `is ${decision}`,
        request: { principal: API, action: "dynamodb:Scan", resource: READ.resource, from: "vpc-0aaa", context: {} },
        organization: true,
        expect: { decision },
      });
      writeFiles(folder("scenarios"), new Map([["shop.json", JSON.stringify([scenario("implicitly-denied"), scenario("allowed")])]]));
      const { code, out } = await command("simulate", path.join(folder("scenarios"), "shop.json"), "--export", shop);
      assert.equal(code, 1);
      assert.match(out, /\n1 passed, 1 failed\n$/);
    });

    it("asks for scenarios in front of the exports, which take all that follows", async () => {
      const { code, err } = await command("simulate", "--export", shop, "scenarios.json");
      assert.equal(code, 2);
      assert.match(err, /no scenario file is named; name one or more JSON files, in front of --export\n$/);
    });

    it("takes an inventory of what exists beside them", async () => {
      const denying =
        '{ Version: "2012-10-17", Statement: [{ Sid: Told, Effect: Deny, Principal: "*", Action: "dynamodb:*", Resource: "*" }] }';
      writeFiles(
        folder("beside"),
        new Map([["told.yaml", `resourceControlPolicies: { p-1a2b3c4d: { attachedTo: ["111111111111"], document: ${denying} } }\n`]]),
      );
      const { code, out } = await ask("--from", "vpc-0aaa", "--export", shop, "--inventory", path.join(folder("beside"), "told.yaml"));
      assert.equal(code, 1);
      assert.match(out, /\nDenied by "Told" of p-1a2b3c4d, which exists already, according to \S+told\.yaml:1\.\n/);
    });
  });
});
