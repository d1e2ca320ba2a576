import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { answer, type Question } from "../../../cli/commands/explain.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import type { AskedOrganization } from "../../../cli/output/explanation/answer-context.ts";
import { explainReport } from "../../../cli/output/explanation/explain-report.ts";
import { obstacles } from "../../../cli/output/explanation/obstacles.ts";
import { WrongUse } from "../../../cli/output/streams.ts";
import { acmeInventory, acmePlan, rehearsedAcme } from "../../support/acme.ts";
import { command } from "../../support/command.ts";
import { NOW, SAMPLE } from "../../support/sample.ts";

const REHEARSING_MILLISECONDS = 300_000;

const READ: Question = {
  principal: "analytics-prod/nightly-etl",
  action: "dynamodb:GetItem",
  resource: "orders-prod/tables/orders",
  from: "analytics-prod/main",
};
const NOTHING = {
  decision: "explicitly-denied",
  by: { layer: "resourceControl" },
  denials: [],
  missing: [],
  grants: [],
  nearMisses: [],
  unknowns: [],
  notBinding: [],
  notes: [],
  asked: { action: "dynamodb:GetItem", resource: "*" },
} as const;
const ORDERS_FILE = "accounts/orders-prod/data.yaml";
const OF_ORDERS = "orders-prod owns it (data.yaml of orders-prod)";

describe("explain", () => {
  let organization: AskedOrganization;

  before(async function () {
    this.timeout(REHEARSING_MILLISECONDS);
    const rehearsal = await rehearsedAcme();
    organization = { ...organizationOf(acmePlan(), rehearsal, acmeInventory), rehearsal, now: NOW };
  });

  /** The answer's own words, without what AWS calls it. */
  const told = async (question: Question): Promise<{ readonly isAllowed: boolean; readonly lines: readonly string[] }> => {
    const { text, report } = await answer(question, organization);
    return { isAllowed: report.decision === "allowed", lines: text.slice(0, text.indexOf("\n\nIn the terms of AWS")).split("\n") };
  };

  it("says of allowed access which statements of both sides allow it, from which lines, and whose they are", async () => {
    const { isAllowed, lines } = await told(READ);
    assert.equal(isAllowed, true);
    assert.equal(
      lines[0],
      "Yes: analytics-prod/nightly-etl may use dynamodb:GetItem on orders-prod/tables/orders from analytics-prod/main.",
    );
    const grant = `declared at ${ORDERS_FILE}:13 (orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl)`;
    assert.match(lines[1] ?? "", /^Allowed by "AllowNightlyEtlOfAnalyticsProd\w{4}" of data\.orders-prod\/table-orders-policy, /);
    assert.ok((lines[1] ?? "").includes(grant) && (lines[1] ?? "").endsWith(`${OF_ORDERS}.`), lines[1]);
    assert.match(lines[2] ?? "", /^Allowed by "UseOrdersOfOrdersProd\w{4}" of consumers\.analytics-prod\/permissions-nightly-etl, /);
    const standing = "orders-prod owns it (data.yaml of orders-prod); it is deployed in analytics-prod.";
    assert.ok((lines[2] ?? "").includes(grant) && (lines[2] ?? "").endsWith(standing), lines[2]);
  });

  it("repeats the decision in the terms of AWS", async () => {
    const { text } = await answer(READ, organization);
    assert.match(text, /\n\nIn the terms of AWS:\n {2}allowed by "AllowNightlyEtlOfAnalyticsProd/);
    const denied = await answer({ ...READ, from: "internet" }, organization);
    assert.match(denied.text, /\n\nIn the terms of AWS \(levels count from .*\):\n {2}explicitly-denied by "Deny/);
  });

  it("lists what nearly denies only where it is asked to", async () => {
    const short = await answer(READ, organization);
    const verbose = await answer({ ...READ, verbose: true }, organization);
    assert.ok(!short.text.includes("nearly denied by"), short.text);
    assert.match(verbose.text, /^ {2}nearly denied by "DenyTableDataOutsideTheNetworksOfEuWest1"/m);
    const effects = ({ report }: typeof short) => new Set(report.statements.map(({ effect }) => effect));
    assert.deepEqual([effects(short).has("nearly denies"), effects(verbose).has("nearly denies")], [false, true]);
  });

  it("gives each statement of an answer with its document, stack, resource and line", async () => {
    const { report } = await answer(READ, organization);
    const orders = report.statements.find(({ document }) => document === "data.orders-prod/table-orders-policy");
    assert.match(orders?.resource ?? "", /^urn:pulumi:data\.orders-prod::palisade::.*::table-orders-policy$/);
    const { effect, layer, stack, declaredAt } = orders ?? {};
    assert.deepEqual(
      { effect, layer, stack, declaredAt },
      {
        effect: "allows",
        layer: "resource",
        stack: "data.orders-prod",
        declaredAt: [{ item: "orders-prod/tables/orders/sharedWith/analytics-prod/nightly-etl", file: ORDERS_FILE, line: 13 }],
      },
    );
  });

  /** What stands in the way of a question, and what would have to change; each line in full but for hashes. */
  const DENIALS: readonly (readonly [name: string, question: Partial<Question>, lines: readonly RegExp[]])[] = [
    [
      "a service control policy",
      { from: "internet" },
      [
        /^Denied by "DenyTableDataOutsideTheNetworksOfEuWest1" of palisade-network-analytics-prod, which follows from accounts\/analytics-prod\/account\.yaml:2 \(analytics-prod\); the platform and security teams own it \(account\.yaml of analytics-prod\)\.$/,
        /^ {2}Remedy: call from a network that is declared for the caller;/,
      ],
    ],
    [
      "a resource control policy",
      { principal: "role/other@900000000009", from: "external/nightjar" },
      [
        /^Denied by "DenyPrincipalsOutsideTheOrganization" of palisade-acme-outside, which follows from organization\.yaml:3 \(organization\) and excepts accounts\/customers-prod\/data\.yaml:10 .*, accounts\/orders-prod\/data\.yaml:16 .*; the organization's administrators own it\.$/,
        /^ {2}Remedy: declare the caller as an external party with a grant, or call as a principal of the organization\.$/,
      ],
    ],
    [
      "a table's policy that denies",
      { principal: "role/admin@orders-prod", from: "orders-prod/main" },
      [
        /^Denied by "DenyTableToUndeclaredPrincipals" of data\.orders-prod\/table-orders-policy, declared at accounts\/orders-prod\/data\.yaml:3 \(orders-prod\/tables\/orders\); orders-prod owns it \(data\.yaml of orders-prod\)\.$/,
        /^ {2}Remedy: declare the caller under `usedBy` or `sharedWith` of the resource, or use a principal that is\.$/,
      ],
    ],
    [
      "a network without an endpoint for the service",
      { principal: "role/team@analytics-prod", action: "kms:Decrypt", resource: "keystore-prod/keys/wrapping" },
      [
        /^The request does not arrive: the network analytics-prod\/main has no endpoint for kms, and nothing leaves that network but through its endpoints\.$/,
        /^ {2}Remedy: ask from a network that has one, or declare the grant that needs it for a workload of this network\.$/,
      ],
    ],
    [
      "a table's policy that does not name the action",
      { action: "dynamodb:PutItem" },
      [
        /^Not allowed by the resource's policy\.$/,
        /^ {2}Nearly allowed by "AllowNightlyEtlOfAnalyticsProd\w{4}" of data\.orders-prod\/table-orders-policy, .*data\.yaml:13 .*; its action differs\.$/,
        /^Declared at accounts\/orders-prod\/data\.yaml:13 \(.*\): it may read, stream; dynamodb:PutItem needs the right `write`\.$/,
        /^ {2}Remedy: `write` under `can` of that grant; its owner decides\.$/,
      ],
    ],
    [
      "the lack of any grant",
      { principal: "role/another@analytics-prod", action: "dynamodb:PutItem" },
      [
        /^ {2}Remedy: a grant under `sharedWith` or `usedBy` in the data\.yaml of orders-prod that names the caller, the right and the end; its owner decides\.$/,
      ],
    ],
    [
      "a right that no vocabulary has",
      { action: "dynamodb:DeleteTable" },
      [/: it may read, stream; no right includes dynamodb:DeleteTable\.$/, /^ {2}Remedy: no grant can allow this action\.$/],
    ],
    [
      "the stream, which is another resource than its table,",
      { action: "dynamodb:GetRecords" },
      [
        /: it may read, stream; dynamodb:GetRecords is an action on the stream\.$/,
        /^ {2}Remedy: ask about the stream: --resource orders-prod\/tables\/orders\/stream\.$/,
      ],
    ],
    [
      "an index that the grant is not on",
      { resource: "orders-prod/tables/orders/index/byStatus", action: "dynamodb:Query" },
      [/: it may read, stream on table\.$/, /^ {2}Remedy: `byStatus` under `on` of that grant; its owner decides\.$/],
    ],
    [
      "the role that a pod takes first",
      { principal: "platform-prod/invoicer", from: "platform-prod/main" },
      [
        /^Declared at accounts\/orders-prod\/data\.yaml:14 \(orders-prod\/tables\/orders\/sharedWith\/platform-prod\/invoicer\): it may, with a role of orders-prod that it assumes first\.$/,
        /^ {2}Remedy: call with that role \(the connection card names it\); ask about it: --principal orders-prod\/access\/platform-prod\/invoicer\.$/,
      ],
    ],
    [
      "a grant that is over",
      { resource: "customers-prod/tables/preferences" },
      [
        /^Declared at accounts\/customers-prod\/data\.yaml:20 \(.*\); it ended 2026-10-31\.$/,
        /^ {2}Remedy: a later `until` of that grant; its owner decides\.$/,
      ],
    ],
    [
      "the role that the broker of tenants hands out",
      { principal: "tickets-prod/vendor", resource: "tickets-prod/tables/tickets", from: "tickets-prod/main" },
      [
        /^Declared at accounts\/tickets-prod\/data\.yaml:\d+ \(tickets-prod\/tables\/tickets\/tenants\): it hands out a role for one tenant's items and may use none itself\.$/,
        /ask about it: --principal tickets-prod\/tenants\/tickets --context aws:PrincipalTag\/TenantId=<tenant> dynamodb:LeadingKeys=Tenant#<tenant>\.$/,
      ],
    ],
    [
      "what keeps break-glass from a sensitive table's items",
      { principal: "break-glass@orders-prod", from: "orders-prod/main" },
      [/^ {2}Remedy: no grant changes this: grants are for workloads and external parties, not for break-glass and deploy roles\.$/],
    ],
    [
      "a condition on the caller's address",
      { principal: "external/nightjar", from: "internet" },
      [
        /^ {2}Nearly allowed by "AllowNightjarOfExternal\w{4}" .*data\.yaml:16 .*; aws:SourceIp must be 203\.0\.113\.0\/24, got 198\.51\.100\.25\.$/,
        /^ {2}Remedy: call from the networks or addresses that are declared for the caller\.$/,
      ],
    ],
    [
      "the end of the grant",
      { principal: "external/nightjar", from: "external/nightjar", context: ["aws:CurrentTime=2027-02-02T00:00:00Z"] },
      [
        /aws:CurrentTime must be before 2027-02-01T00:00:00Z, got 2027-02-02T00:00:00Z\.$/,
        /^ {2}Remedy: a later `until` of the grant in the data\.yaml of its owner, who decides\.$/,
      ],
    ],
    [
      "the caller's own policies",
      { principal: "orders-prod/api", action: "dynamodb:Scan", from: "orders-prod/main" },
      [
        /^Not allowed by the caller's own policies\.$/,
        /^ {2}Nearly allowed by "UseOrdersOfOrdersProd\w{4}" of consumers\.orders-prod\/permissions-api, declared at accounts\/orders-prod\/data\.yaml:10 \(orders-prod\/tables\/orders\/usedBy\/api\); .*; its action differs\.$/,
      ],
    ],
    [
      "a key's policy",
      {
        principal: "pipeline-prod/pipeline",
        action: "kms:Decrypt",
        resource: "keystore-prod/keys/wrapping",
        from: "pipeline-prod/main",
      },
      [
        /^ {2}Nearly allowed by "AllowPipelineOfPipelineProd\w{4}" of data\.keystore-prod\/key-wrapping-key, .*keystore-prod\/data\.yaml:17 .*; its principal differs\.$/,
        /^ {2}Remedy: call with that role .*: --principal keystore-prod\/access\/pipeline-prod\/pipeline\.$/,
      ],
    ],
    [
      "a trust policy",
      {
        principal: "role/another@pipeline-prod",
        action: "sts:AssumeRole",
        // As the plan calls the role.
        resource: "keystore-prod/access/pipeline-prod.pipeline",
        from: "pipeline-prod/main",
      },
      [/^ {2}Nearly allowed by "TrustPipelineOfPipelineProd\w{4}" of data\.keystore-prod\/access-pipeline-prod\.pipeline, /],
    ],
    [
      "a trust policy's ExternalId",
      {
        principal: "external/nightjar",
        action: "sts:AssumeRole",
        resource: "customers-prod/access/external/nightjar",
        from: "external/nightjar",
      },
      [
        /sts:ExternalId must be nightjar-4711-acme, got nothing\.$/,
        /^ {2}Remedy: give the ExternalId that is declared for the external party\.$/,
      ],
    ],
    [
      "the policy of a VPC endpoint",
      {
        principal: "orders-prod/api",
        resource: "arn:aws:dynamodb:eu-west-1:999999999999:table/theirs",
        from: "orders-prod/main",
      },
      [
        /^Not allowed by the policy of the VPC endpoint\.$/,
        /^ {2}Nearly allowed by "AllowAccountsOfTheNetworkToUseTables" of foundation\.orders-prod\/network-main-dynamodb, which follows from accounts\/orders-prod\/account\.yaml:2 \(orders-prod\); the platform and security teams own it \(account\.yaml of orders-prod\); aws:ResourceAccount must be 200000000002, got 999999999999; aws:ResourceOrgID must be o-acmeexample, got nothing\.$/,
      ],
    ],
    [
      "the service that alone uses a table's key",
      { action: "kms:Decrypt", resource: "orders-prod/tables/orders/key" },
      [/^ {2}Remedy: nothing: that service uses the key for callers that may use what it encrypts; ask about that instead\.$/],
    ],
    [
      "a guardrail that no grant changes",
      { principal: "role/x@orders-prod", action: "iam:CreateRole", resource: "break-glass@orders-prod", from: undefined },
      [
        /^Denied by "DenyChangingRolesOfTheBlueprint" of palisade-acme-protection, which follows from organization\.yaml:3 /,
        /^ {2}Remedy: no grant lifts this Deny; the organization's administrators can change the policy\.$/,
      ],
    ],
  ];

  for (const [name, question, expected] of DENIALS) {
    it(`names the statement, its line, its owner and the remedy where ${name} stands in the way`, async () => {
      const { isAllowed, lines } = await told({ ...READ, ...question });
      assert.equal(isAllowed, false);
      assert.match(lines[0] ?? "", /^No: /);
      for (const line of expected)
        assert.ok(
          lines.some((each) => line.test(each)),
          `${line.source}\nin\n${lines.join("\n")}`,
        );
    });
  }

  it("says that a question names no network, where the answer rests on one", async () => {
    const without =
      /^Asked without --from, the request carries nothing of a network; --from <account>\/<network> says where it comes from\.$/;
    assert.match((await told({ ...READ, from: undefined })).lines[1] ?? "", without);
    for (const question of [
      { ...READ, from: "internet" },
      { ...READ, from: undefined, context: ["aws:SourceVpc=vpc-0123456789abcdef0"] },
      { ...READ, from: undefined, principal: "role/x@orders-prod", action: "iam:CreateRole", resource: "break-glass@orders-prod" },
    ])
      assert.ok(!(await told(question)).lines.some((line) => without.test(line)));
  });

  it("says of a request that does not leave its network so before what denies it for lack of one", async () => {
    const question = { principal: "orders-prod/api", action: "dynamodb:GetRecords", resource: "orders-prod/tables/orders/stream" };
    const { lines } = await told({ ...question, from: "orders-prod/main" });
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    const arrival = at(/^The request does not arrive: the network orders-prod\/main has no endpoint for dynamodb-streams/);
    const denial = at(/^Denied by "DenyStreamReadsOutsideTheNetworksOfEuWest1" /);
    assert.ok(arrival > 0 && denial > arrival, lines.join("\n"));
    assert.equal(lines[denial + 1], "  Remedy: let the request arrive; until then it carries no network.");
  });

  it("says of a pod's own role that it is the token which takes the owner's", async () => {
    const principal = "platform-prod/invoicer";
    const resource = "orders-prod/access/platform-prod/invoicer";
    const { lines } = await told({ principal, resource, action: "sts:AssumeRoleWithWebIdentity", from: "platform-prod/main" });
    assert.match(lines[1] ?? "", /its pods assume that role with the token of their service account, not with their own role\.$/);
    for (const line of lines.filter((each) => each.startsWith("  Remedy: ")))
      assert.ok(line.endsWith("ask what the role may do: --principal orders-prod/access/platform-prod/invoicer."), line);
  });

  it("tells an external party whose grant is over of the grant, where the guardrail keeps it out", () => {
    const { world, plan } = organization;
    const denial = { layer: "resourceControl", level: 1, policy: "palisade-acme-outside", statement: 1, conditions: [] } as const;
    const context = {
      world,
      plan,
      provenance: [],
      owner: "orders-prod",
      declared: { text: "Declared, and over", remedy: "a later `until`" },
    };
    const reasons = obstacles([{ ...NOTHING, denials: [denial] }], context);
    assert.equal(reasons[0]?.what, "Declared, and over.");
    assert.equal(reasons.at(-1)?.remedy, "a later `until`");
  });

  it("says that it does not know, on which policy that rests, and which line would say it", async () => {
    const rehearsal = await rehearsedAcme();
    const withoutInventory: AskedOrganization = { ...organizationOf(acmePlan(), rehearsal), rehearsal, now: NOW };
    const { report, text } = await answer({ ...READ, principal: "external/nightjar", from: "external/nightjar" }, withoutInventory);
    assert.equal(report.decision, "unknown");
    assert.ok(
      text.startsWith(
        "Not known: whether external/nightjar may use dynamodb:GetItem on orders-prod/tables/orders from external/nightjar.\n",
      ),
    );
    assert.ok(text.includes("\nUnknown: the policies of external/nightjar (organization.yaml:27).\n"), text);
    assert.match(text, /\n {2}To change: write in inventory\.yaml: principals: \{ external\/nightjar: \{ policies: /);
    const [unknown] = report.unknowns;
    assert.equal(unknown?.what, "the policies of external/nightjar (organization.yaml:27)");
  });

  it("gives the call and what its service asks KMS for it as steps", async () => {
    const { report, text } = await answer(READ, organization);
    assert.deepEqual(
      report.steps.map(({ action, service, decision }) => [action, service, decision]),
      [
        ["dynamodb:GetItem", null, "allowed"],
        ["kms:Decrypt", "dynamodb", "allowed"],
      ],
    );
    assert.match(text, /^Its key: kms:Decrypt is allowed by "/m);
    assert.deepEqual(new Set(report.statements.map(({ action }) => action)), new Set(["dynamodb:GetItem", "kms:Decrypt"]));
  });

  it("names the service that asks KMS where the key's policy denies", () => {
    const { world, plan } = organization;
    const asked = { action: "kms:Decrypt", resource: "key", service: "dynamodb" };
    const denied = { ...NOTHING, decision: "implicitly-denied", missing: [{ layer: "resource" }], asked } as const;
    const context = { world, plan, provenance: [], owner: "orders-prod" };
    const allowed = { ...NOTHING, decision: "allowed", by: { layer: "identity" } } as const;
    assert.deepEqual(
      obstacles([denied, allowed, { ...denied, decision: "unknown" }], context).map(({ what }) => what),
      ["DynamoDB asks KMS for kms:Decrypt on key in the caller's name:", "Not allowed by the key's policy."],
    );
  });

  it("lists what it assumes", async () => {
    const { lines } = await told({ ...READ, principal: "role/admin@orders-prod", from: "orders-prod/main" });
    assert.ok(lines.includes("Assumed: arn:aws:iam::200000000002:role/admin is not declared and may have any permission."));
  });

  describe("wrong use", () => {
    const wrong = async (question: Partial<Question>): Promise<string> => {
      try {
        await answer({ ...READ, ...question }, organization);
      } catch (error) {
        assert.ok(error instanceof WrongUse);
        return error.message;
      }
      return assert.fail("it is answered");
    };

    for (const [question, message] of [
      [
        { principal: "analytics-prod/nightly-elt" },
        '--principal: is not a principal of the organization, got "analytics-prod/nightly-elt"; did you mean "analytics-prod/nightly-etl"?',
      ],
      [
        { principal: "break-glas@orders-prod" },
        '--principal: is not a principal of the organization, got "break-glas@orders-prod"; did you mean "break-glass@orders-prod"?',
      ],
      [
        { resource: "orders-prod/tables/order" },
        '--resource: is not a resource of the organization, got "orders-prod/tables/order"; did you mean "orders-prod/tables/orders"?',
      ],
      [
        { resource: "orders-prod/tables/orders/index/byState" },
        '--resource: is not a resource of the organization, got "orders-prod/tables/orders/index/byState"; did you mean "orders-prod/tables/orders/index/byStatus"?',
      ],
      [
        { from: "analytics-prod/mian" },
        '--from: is not a network of the organization, got "analytics-prod/mian"; did you mean "analytics-prod/main"?',
      ],
      [
        { principal: "nightly-etl" },
        '--principal: is not a principal of the organization, got "nightly-etl"; did you mean "analytics-prod/nightly-etl"?',
      ],
      [
        { resource: "orders-prod/rates" },
        '--resource: is not a resource of the organization, got "orders-prod/rates"; did you mean "orders-prod/tables/rates"?',
      ],
      [{ from: "keystore-prod" }, '--from: is not a network of the organization, got "keystore-prod"; did you mean "keystore-prod/main"?'],
      [{ from: "intranet" }, '--from: is not a network of the organization, got "intranet"; did you mean "internet"?'],
      [
        { action: "dynamodb:TransactWriteItems" },
        '--action: is an operation that no policy names, got "dynamodb:TransactWriteItems"; ask about what decides it: dynamodb:ConditionCheckItem, dynamodb:DeleteItem, dynamodb:PutItem, dynamodb:UpdateItem',
      ],
      [
        { action: "dynamodbstreams:GetRecords" },
        '--action: is an operation that no policy names, got "dynamodbstreams:GetRecords"; ask about what decides it: dynamodb:GetRecords',
      ],
      [{ action: "dynamodb:GetItm" }, '--action: is not an action of dynamodb, got "dynamodb:GetItm"; did you mean "dynamodb:GetItem"?'],
      [{ action: "dynamobd:GetItem" }, '--action: is of no such AWS service, got "dynamobd"; did you mean "dynamodb"?'],
      [{ action: "GetItem" }, '--action: is not one action, got "GetItem"; write it as "dynamodb:GetItem"'],
      [{ context: ["sts:ExternalId"] }, '--context: is not a key with its value, got "sts:ExternalId"; write it as "sts:ExternalId=…"'],
      [{ context: ["externalId=x"] }, '--context: no context key, got "externalId"; write it with its prefix, as in "aws:SourceVpc"'],
    ] as const) {
      it(`says ${message}`, async () => {
        assert.equal(await wrong(question), message);
      });
    }

    it("lists what may be written for a name that is near to none, or a part of several", async () => {
      assert.match(await wrong({ from: "main" }), /, got "main"; write "<account>\/<network>", /);
      assert.match(await wrong({ principal: "somebody quite else" }), /; write "<account>\/<workload>", "external\/<party>", /);
    });

    it("refuses a pattern in place of one principal", async () => {
      for (const principal of [
        "arn:aws:iam::200000000001:role/*",
        "arn:aws:sts::200000000001:assumed-role/api/?",
        "role/team*@orders-prod",
      ])
        assert.match(await wrong({ principal }), /^--principal: is not a principal(?: of the organization)?, got /);
    });

    it("says everything that is wrong at once", async () => {
      const message = await wrong({
        principal: "x/y/z/a/b/c",
        action: "dynamodb:GetItm",
        resource: "orders-prod/tables/order",
        from: "mars",
      });
      assert.deepEqual(
        message.split("\n").map((line) => line.split(":")[0]),
        ["--principal", "--resource", "--from", "--action"],
      );
    });

    it("takes an action that is near to none for one that is newer than the catalogue", async () => {
      const { text } = await answer({ ...READ, action: "dynamodb:BrandNewThing" }, organization);
      assert.match(text, /note: the catalogue does not know dynamodb:BrandNewThing/);
    });
  });
});

describe("the explain command", function () {
  this.timeout(REHEARSING_MILLISECONDS);
  const ask = (...more: readonly string[]) =>
    command(
      ...["explain", "--declaration", SAMPLE, "--principal", "analytics-prod/nightly-etl", "--action", "dynamodb:GetItem"],
      ...["--resource", "orders-prod/tables/orders", ...more],
    );

  it("ends with 0 where the answer is yes and with 1 where it is no", async () => {
    const yes = await ask("--from", "analytics-prod/main");
    assert.equal(yes.code, 0, yes.err);
    assert.match(yes.out, /^Yes: /);
    const no = await ask("--from", "internet");
    assert.equal(no.code, 1);
    assert.match(no.out, /^No: /);
  });

  it("says which reading of AWS's pages an answer turns on", async () => {
    const tags = ["eks-cluster-arn=arn:aws:eks:eu-west-1:200000000005:cluster/platform", "kubernetes-namespace=support"];
    const asked = [
      ...["--principal", "platform-prod/ticket-search", "--action", "sts:AssumeRole"],
      ...["--resource", "tickets-prod/access/platform-prod/ticket-search", "--from", "platform-prod/main"],
      ...["--context", ...[...tags, "kubernetes-service-account=ticket-search"].map((tag) => `aws:RequestTag/${tag}`)],
    ];
    const { code, out } = await command("explain", "--declaration", SAMPLE, ...asked);
    assert.equal(code, 0, out);
    assert.match(
      out,
      /^AWS's pages leave open: `ForAllValues` and a missing key\. Taken: holds: .* Under the other reading \(fails: .*\) the request is implicitly-denied: not allowed by the resource's policy\.$/m,
    );
    const { readings } = explainReport.parse(JSON.parse((await command("explain", "--declaration", SAMPLE, ...asked, "--json")).out));
    assert.deepEqual(
      readings.map(({ id, taken, decision }) => [id, taken, decision]),
      [["for-all-values-missing", "holds: as the rule says", "implicitly-denied"]],
    );
  });

  it("ends with 2 and a suggestion where a name is wrong", async () => {
    const { code, out, err } = await ask("--from", "analytics-prod/mian");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(
      err,
      /^palisade: --from: is not a network of the organization, got "analytics-prod\/mian"; did you mean "analytics-prod\/main"\?\n$/,
    );
  });

  it("ends with 2 where a part of the question is missing", async () => {
    const { code, err } = await command("explain", "--principal", "orders-prod/api");
    assert.equal(code, 2);
    assert.match(err, /required option '--action <action>' not specified/);
  });

  it("loads nothing of Pulumi's where the rehearsal is kept", async () => {
    await ask("--from", "analytics-prod/main");
    const subject = path.join(import.meta.dirname, "explain-subject.ts");
    const { stdout, stderr } = spawnSync(process.execPath, [subject, SAMPLE], { encoding: "utf8" });
    assert.equal(stderr, "");
    const { code, loaded } = JSON.parse(stdout) as { code: number; loaded: string[] };
    assert.equal(code, 0);
    assert.ok(loaded.length > 0);
    assert.deepEqual(
      // The schema's list of regions is plain data of the AWS package, without the SDK.
      loaded.filter((file) => /@grpc|@pulumi\/(?!aws\/types\/enums\/)/.test(file)),
      [],
    );
  });

  it("says in its help what it ends with", async () => {
    const { out } = await command("explain", "--help");
    for (const code of [0, 1, 2, 3]) assert.match(out.slice(out.indexOf("Exit codes:")), new RegExp(`\\b${code.toString()} [a-z]`));
  });

  it("says in its help that the rehearsal is kept, where, and how to go round it", async () => {
    const { code, out } = await command("explain", "--help");
    assert.equal(code, 0);
    assert.match(out, /--fresh +rehearse again, even if nothing has changed/);
    assert.match(out, /keeps the result under \.palisade\/rehearsals\//);
    assert.match(out, /Examples:\n/);
  });
});
