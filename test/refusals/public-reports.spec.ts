import assert from "node:assert/strict";
import { Refusal } from "../../control-plane/refusal.ts";
import { actionsOfOperation } from "../../iam/api-operations.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { decideFirmly } from "../../proof/engine/decide-under-readings.ts";
import { compileLayers } from "../../proof/engine/layers.ts";
import type { StatementDocument } from "../../proof/engine/policy-document.ts";
import { prepareRequest } from "../../proof/engine/prepare-request.ts";
import { make, newPlane, table, policy as text, type Wanted } from "../control-plane/test-plane.ts";
import { decideUnder, FOREIGN_READER, FULL_ACCESS, ORDERS, policy, READ_ORDERS, READER, SURROUNDINGS } from "../proof/engine/engine.ts";

// Forms in which AWS was reported to refuse or to decide otherwise than tools expect, one test for each fact.

const TABLE_POLICY = "aws:dynamodb/resourcePolicy:ResourcePolicy";

const outcomeUnder = (...asked: Parameters<typeof decideUnder>): "allowed" | "denied" =>
  decideUnder(...asked).outcome === "allowed" ? "allowed" : "denied";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "taken";
};

/** What a new table or its stream says of a policy that allows a role of its account some actions. */
function policyOn(of: "arn" | "streamArn", ...actions: readonly string[]): string {
  const plane = newPlane();
  const orders = make(plane, table("orders", { streamEnabled: true, streamViewType: "KEYS_ONLY" })).outputs;
  const resourceArn = String(orders[of]);
  const statement = { Effect: "Allow", Principal: { AWS: resourceArn.split(":")[4] }, Action: actions, Resource: resourceArn };
  return codeOf(() => make(plane, { type: TABLE_POLICY, inputs: { resourceArn, policy: text(statement) } }));
}

/** Whether IAM takes a role with these inputs. */
const roleWith = (inputs: Wanted["inputs"]): string =>
  codeOf(() =>
    make(newPlane(), {
      type: "aws:iam/role:Role",
      inputs: {
        name: "reader",
        assumeRolePolicy: text({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
        ...inputs,
      },
    }),
  );

const rulesOn = async (issuer: string, claims: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const Federated = issuer.includes("cognito") || issuer.includes("www.") ? issuer : `arn:aws:iam::300000000001:oidc-provider/${issuer}`;
  const Condition = { StringEquals: Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value])) };
  const resources = [
    {
      urn: "urn:pulumi:web::shop::aws:iam/role:Role::ci",
      type: "aws:iam/role:Role",
      name: "ci",
      inputs: {
        assumeRolePolicy: text({ Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity", Condition }),
      },
      outputs: {},
      provider: "",
      dependsOn: [],
    },
  ];
  const found = judgeResources(resources, await loadCatalogueFor(resources));
  return found.flatMap(({ rule }) => (rule === "exact-oidc-trust" ? [rule] : []));
};

describe("what was publicly reported of AWS", () => {
  it("one action that does not belong there refuses the whole policy of a table or a stream", () => {
    assert.equal(policyOn("arn", "dynamodb:GetItem", "dynamodb:PartiQLSelect"), "taken");
    for (const other of ["RestoreTableFromBackup", "CreateTableReplica", "DeleteTableReplica", "StartAwsBackupJob", "GetRecords"])
      assert.equal(policyOn("arn", "dynamodb:GetItem", `dynamodb:${other}`), "ValidationException", other);
    assert.equal(policyOn("streamArn", "dynamodb:GetRecords", "dynamodb:DescribeStream"), "taken");
    assert.equal(policyOn("streamArn", "dynamodb:GetRecords", "dynamodb:GetItem"), "ValidationException");
  });

  it("a role's tags and description take some characters alone, and compare tag keys without case", () => {
    const outcomes = [
      { description: "Für Berichte" },
      { description: "reports → finance" },
      { description: "x".repeat(1001) },
      { tags: { team: "a.b@c/d" } },
      { tags: { team: "a, b" } },
      { tags: { team: "x", Team: "y" } },
      { tags: { "AWS:team": "x" } },
    ].map((inputs) => roleWith(inputs) === "taken");
    assert.deepEqual(outcomes, [true, false, false, true, false, false, false]);
  });

  it("EKS refuses an association with a role that does not trust pods with both actions", () => {
    const plane = newPlane();
    const roleFor = (service: string, ...actions: readonly string[]) =>
      make(plane, {
        type: "aws:iam/role:Role",
        name: `${service}-${actions.length.toString()}`,
        inputs: {
          name: `${service.split(".")[0] ?? ""}-${actions.length.toString()}`,
          assumeRolePolicy: text({ Effect: "Allow", Principal: { Service: service }, Action: actions }),
        },
      }).outputs["arn"];
    const both = ["sts:AssumeRole", "sts:TagSession"];
    const roleArn = roleFor("eks.amazonaws.com", ...both);
    make(plane, { type: "aws:eks/cluster:Cluster", name: "main", inputs: { name: "main", roleArn, vpcConfig: {} } });
    const associate = (role: unknown) =>
      codeOf(() =>
        make(plane, {
          type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
          inputs: { clusterName: "main", namespace: "billing", serviceAccount: "invoicer", roleArn: role },
        }),
      );
    assert.equal(associate(roleFor("pods.eks.amazonaws.com", "sts:AssumeRole")), "InvalidParameterException");
    assert.equal(associate(roleArn), "InvalidParameterException");
    assert.equal(associate(roleFor("pods.eks.amazonaws.com", ...both)), "taken");
  });

  it("a role's unique id in a policy is that role while it lives, and nobody afterwards", () => {
    const naming = policy({ Effect: "Allow", Principal: { AWS: "AROAEXAMPLEREADER0001" }, Action: "dynamodb:GetItem", Resource: ORDERS });
    const asked = { ...READ_ORDERS, principal: FOREIGN_READER };
    const outcomeOf = (principalId: string) => outcomeUnder({ ...asked, principalId }, { identity: [FULL_ACCESS], resource: naming });
    assert.equal(outcomeOf("AROAEXAMPLEREADER0001"), "allowed");
    assert.equal(outcomeOf("AROAEXAMPLEREADER0002"), "denied");
  });

  it("several keys under one Null hold together, so that a list cannot be split over two Denies", () => {
    const [first, second] = ["oidc.example.com:sub", "oidc.example.org:sub"] as const;
    const deny = (...keys: readonly string[]) =>
      policy(
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "*", Resource: "*", Condition: { Null: Object.fromEntries(keys.map((key) => [key, "true"])) } },
      );
    const outcomeOf = (...documents: readonly ReturnType<typeof policy>[]) =>
      outcomeUnder({ ...READ_ORDERS, context: { [first]: "a" } }, { identity: documents });
    assert.equal(outcomeOf(deny(first, second)), "allowed");
    assert.equal(outcomeOf(deny(first), deny(second)), "denied");
  });

  it("Athena's connector calls with its function's role: no chain of services leads to it", () => {
    const through = policy({
      Effect: "Allow",
      Action: "dynamodb:Scan",
      Resource: ORDERS,
      Condition: { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
    });
    const scan = { ...READ_ORDERS, action: "dynamodb:Scan" };
    assert.equal(outcomeUnder(scan, { identity: [through] }), "denied");
    const directly = policy({ Effect: "Allow", Action: "dynamodb:Scan", Resource: ORDERS });
    assert.equal(outcomeUnder(scan, { identity: [directly] }), "allowed");
  });

  it("each issuer of tokens has claims of its own that tell its tenants apart", async () => {
    for (const [issuer, exact, open] of [
      ["cognito-identity.amazonaws.com", { aud: "eu-west-1:1", amr: "authenticated" }, { aud: "eu-west-1:1" }],
      ["www.amazon.com", { app_id: "amzn1.application-oa2-client.1" }, {}],
      [
        "token.actions.githubusercontent.com",
        { aud: "sts.amazonaws.com", sub: "repo:acme/shop:ref:refs/heads/main" },
        { aud: "sts.amazonaws.com" },
      ],
      ["gitlab.com", { aud: "https://gitlab.com", sub: "project_path:acme/shop:ref_type:branch:ref:main" }, { aud: "https://gitlab.com" }],
      [
        "api.pulumi.com/oidc",
        { aud: "aws:acme", sub: "pulumi:deploy:org:acme:project:shop:stack:prod:operation:update:scope:write" },
        { aud: "x" },
      ],
    ] as const) {
      assert.deepEqual(await rulesOn(issuer, exact), [], issuer);
      assert.deepEqual(await rulesOn(issuer, open), ["exact-oidc-trust"], issuer);
    }
  });

  it("transactions and statements of PartiQL are no actions: their items' actions decide", async () => {
    const catalogue = await loadCatalogue(["dynamodb"]);
    for (const operation of ["TransactWriteItems", "TransactGetItems", "ExecuteStatement"]) {
      assert.equal(catalogue.action(`dynamodb:${operation}`), undefined);
      assert.ok(actionsOfOperation(`dynamodb:${operation}`)?.every((each) => catalogue.action(each) !== undefined) === true);
    }
  });

  it("a Deny that compares with a tag that is not set may not apply, until a Deny for Null closes it", () => {
    const closing = (Condition: Record<string, Record<string, string>>) => ({
      Effect: "Deny" as const,
      Action: "dynamodb:*",
      Resource: "*",
      Condition,
    });
    const elsewhere = closing({ StringNotEquals: { "aws:SourceVpc": "${aws:PrincipalTag/palisade:vpc}" } });
    const untagged = closing({ Null: { "aws:PrincipalTag/palisade:vpc": "true" } });
    const outcomesOf = (...denies: readonly StatementDocument[]) => {
      const { outcome, alternatives } = decideFirmly(
        prepareRequest({ ...READ_ORDERS, context: { "aws:SourceVpc": "vpc-1" } }, SURROUNDINGS),
        compileLayers({ identity: [FULL_ACCESS], serviceControl: [[policy({ Effect: "Allow", Action: "*", Resource: "*" }, ...denies)]] }),
      );
      return new Set([outcome, ...(alternatives ?? []).map(({ decision }) => decision.outcome)]);
    };
    assert.ok(outcomesOf(elsewhere).has("allowed"));
    assert.deepEqual(outcomesOf(elsewhere, untagged), new Set(["explicitly-denied"]));
  });

  it("an SCP binds the principals of its account, wherever the resource is; an endpoint's policy binds everybody who passes", () => {
    const closed = policy({ Effect: "Deny", Action: "*", Resource: "*" });
    const open = policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" });
    const named = policy({ Effect: "Allow", Principal: { AWS: FOREIGN_READER }, Action: "dynamodb:GetItem", Resource: ORDERS });
    const resource = { identity: [FULL_ACCESS], resource: named };
    const foreign = { ...READ_ORDERS, principal: FOREIGN_READER };
    assert.equal(outcomeUnder({ ...READ_ORDERS, principal: READER }, { ...resource, serviceControl: [[closed]] }), "denied");
    assert.equal(outcomeUnder(foreign, { ...resource, endpoint: open }), "allowed");
    assert.equal(
      outcomeUnder(foreign, { ...resource, endpoint: policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }) }),
      "denied",
    );
  });

  it("AWS Backup's keys of targets belong to one action each", async () => {
    const catalogue = await loadCatalogue(["backup"]);
    const keysOf = (name: string) => {
      const found = catalogue.action(`backup:${name}`);
      return [...(found?.conditionKeys ?? []), ...(found?.resources.flatMap(({ conditionKeys }) => conditionKeys) ?? [])].map((key) =>
        key.toLowerCase(),
      );
    };
    assert.ok(keysOf("CopyFromBackupVault").includes("backup:copytargets"));
    assert.ok(
      keysOf("CopyIntoBackupVault").includes("backup:copytargetorgpaths") ||
        keysOf("CopyFromBackupVault").includes("backup:copytargetorgpaths"),
    );
    assert.ok(!keysOf("StartCopyJob").includes("backup:copytargets"));
  });
});
