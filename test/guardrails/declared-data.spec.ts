import assert from "node:assert/strict";
import { declaredData } from "../../guardrails/declared-data.ts";
import { secretsAndKeys } from "../../guardrails/secrets-and-keys.ts";
import { sensitiveStreams } from "../../guardrails/sensitive-streams.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { sizeOf } from "../../iam/render.ts";
import { serviceControlPolicy } from "../../iam/service-control-policy.ts";
import { ACCOUNT, type Ask, role, TABLE, underServiceControl } from "./deciding.ts";

const DEPLOY = role("PalisadeDeploy");
const BREAK_GLASS = role("palisade/break-glass/BreakGlass");
const API = role("palisade/workload/api");
const ADMIN = role("admin");
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:webhook-??????`;
const secret = SECRET.replace("??????", "a1b2c3");
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f8fad5b-d9cb-469f-a165-70867728950e`;
const OTHER_TABLE = `${TABLE}-of-a-team`;

const STATEMENTS = nonEmpty(
  [
    ...declaredData({
      tables: [
        { tableArn: TABLE, isSensitive: true, settingsRoles: [] },
        { tableArn: `${TABLE}-tuned`, isSensitive: false, settingsRoles: [API] },
      ],
      secrets: [SECRET],
      deployRole: DEPLOY,
      breakGlass: BREAK_GLASS,
    }),
    ...secretsAndKeys({
      networks: [{ region: "eu-west-1", vpcIds: ["vpc-own"] }],
      secrets: [SECRET],
      existingKeys: [],
      madeKeys: [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/*`],
      boundElsewhere: [role("service-role/dax")],
    }),
  ],
  "statements",
);

const here = { "aws:RequestedRegion": "eu-west-1", "aws:SourceVpc": "vpc-own" };
const online = { "aws:RequestedRegion": "eu-west-1", "aws:SourceIp": "198.51.100.1" };
const rotation = { "secretsmanager:RotationLambdaARN": `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:rotate` };
const ours = { "aws:ResourceTag/palisade:organization": "acme" };

/** A key's own policy decides, which is no part of this. */
const PASSED = "implicitly-denied by resource";

const CASES: readonly (Ask & { readonly is: string })[] = [
  { as: ADMIN, to: "dynamodb:DeleteTable", on: TABLE, is: "DenyEndingTables" },
  { as: ADMIN, to: "dynamodb:UpdateContinuousBackups", on: TABLE, is: "DenyEndingTables" },
  { as: BREAK_GLASS, to: "dynamodb:DeleteTable", on: TABLE, is: "DenyEndingTables" },
  { as: DEPLOY, to: "dynamodb:DeleteTable", on: TABLE, is: "allowed" },
  { as: ADMIN, to: "dynamodb:DeleteTable", on: OTHER_TABLE, is: "allowed" },
  { as: ADMIN, to: "dynamodb:UpdateTable", on: TABLE, is: "DenySettings" },
  { as: BREAK_GLASS, to: "dynamodb:UpdateTable", on: TABLE, is: "allowed" },
  { as: API, to: "dynamodb:UpdateTable", on: TABLE, is: "DenySettings" },
  { as: API, to: "dynamodb:UpdateTable", on: `${TABLE}-tuned`, is: "allowed" },
  { as: BREAK_GLASS, to: "dynamodb:UpdateTimeToLive", on: TABLE, is: "DenyTimeToLive" },
  { as: API, to: "dynamodb:UpdateTimeToLive", on: `${TABLE}-tuned`, is: "allowed" },
  { as: API, to: "dynamodb:SearchVectors", on: TABLE, is: "DenySearchingSensitiveTables" },
  { as: API, to: "dynamodb:SearchVectors", on: `${TABLE}-tuned`, is: "allowed" },
  { as: ADMIN, to: "secretsmanager:DeleteSecret", on: secret, is: "DenyEndingSecrets" },
  { as: ADMIN, to: "secretsmanager:DeleteSecret", on: secret.replace("webhook", "team"), is: "allowed" },
  { as: ADMIN, to: "secretsmanager:RotateSecret", on: secret, with: rotation, is: "DenyChangingRotations" },
  { as: BREAK_GLASS, to: "secretsmanager:RotateSecret", on: secret, with: rotation, is: "DenyChangingRotations" },
  { as: DEPLOY, to: "secretsmanager:RotateSecret", on: secret, with: rotation, is: "allowed" },
  { as: ADMIN, to: "secretsmanager:RotateSecret", on: secret, is: "allowed" },
  { as: ADMIN, to: "secretsmanager:RotateSecret", on: secret.replace("webhook", "team"), with: rotation, is: "allowed" },
  { as: API, to: "secretsmanager:GetSecretValue", on: secret, with: here, is: "allowed" },
  { as: API, to: "secretsmanager:GetSecretValue", on: secret, with: online, is: "DenySecretsOutsideTheNetworksOfEuWest1" },
  {
    as: API,
    to: "secretsmanager:GetSecretValue",
    on: secret.replace("eu-west-1", "us-east-1"),
    with: { "aws:RequestedRegion": "us-east-1", "aws:SourceVpc": "vpc-own" },
    // The secret is one of eu-west-1; a replica of that name is another secret.
    is: "allowed",
  },
  { as: DEPLOY, to: "secretsmanager:GetSecretValue", on: secret, with: online, is: "DenySecretsOutsideTheNetworksOfEuWest1" },
  { as: DEPLOY, to: "secretsmanager:GetSecretValue", on: secret, with: { ...online, "aws:ViaAWSService": "true" }, is: "allowed" },
  { as: role("service-role/dax"), to: "secretsmanager:GetSecretValue", on: secret, with: online, is: "allowed" },
  { as: API, to: "kms:Decrypt", on: KEY, with: { ...here, ...ours }, is: PASSED },
  { as: API, to: "kms:Decrypt", on: KEY, with: { ...online, ...ours }, is: "DenyKeysOutsideTheNetworksOfEuWest1" },
  { as: API, to: "kms:Decrypt", on: KEY, with: online, is: PASSED },
  {
    as: API,
    to: "kms:Decrypt",
    on: KEY,
    with: { ...online, ...ours, "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com", "aws:ViaAWSService": "true" },
    is: PASSED,
  },
  // A service that uses a key for its caller names itself to KMS.
  {
    as: API,
    to: "kms:Decrypt",
    on: KEY,
    with: { ...online, ...ours, "aws:ViaAWSService": "true" },
    is: "DenyKeysOutsideTheNetworksOfEuWest1",
  },
];

describe("guardrails about declared data", () => {
  for (const { is, ...ask } of CASES) {
    it(`${ask.as.split("/").at(-1) ?? ""} ${ask.to} ${ask.on.split(":").slice(5).join(":")} ${JSON.stringify(ask.with ?? {})}: ${is}`, () => {
      assert.equal(underServiceControl(STATEMENTS, ask), is);
    });
  }

  it("spread what they name over as many statements as it fills, whatever it is called, each with a Sid of its own", () => {
    const named = (index: number) => `${TABLE}-${"x".repeat(200)}${index.toString()}`;
    const tables = Array.from({ length: 130 }, (_, index) => ({ tableArn: named(index), isSensitive: false, settingsRoles: [] }));
    const secrets = tables.map(({ tableArn }) => tableArn.replace("dynamodb", "secretsmanager"));
    const statements = [
      ...declaredData({ tables, secrets: [], deployRole: DEPLOY, breakGlass: BREAK_GLASS }),
      ...secretsAndKeys({ networks: [], secrets, existingKeys: [], madeKeys: [], boundElsewhere: [] }),
      ...sensitiveStreams(tables.map(({ tableArn }, index) => ({ table: `t${index.toString()}`, tableArn, readers: [] }))),
    ];
    assert.equal(new Set(statements.map(({ sid }) => sid)).size, statements.length);
    for (const [sid, arns] of [
      ["DenyEndingTables", tables.map(({ tableArn }) => tableArn)],
      ["DenyTimeToLive", tables.map(({ tableArn }) => tableArn)],
      ["DenySecretsWithoutNetworks", secrets],
      ["DenyStreamsOf", tables.map(({ tableArn }) => `${tableArn}/stream/*`)],
    ] as const) {
      const parts = statements.filter((each) => each.sid.startsWith(sid));
      assert.ok(parts.length > 3, `${sid}: ${parts.length.toString()}`);
      assert.deepEqual(parts.flatMap(({ resources }) => resources ?? []).sort(), [...arns].sort());
      for (const part of parts) assert.ok(sizeOf(serviceControlPolicy([part])) < 8000);
    }
  });

  it("say nothing of an account that declares nothing", () => {
    assert.deepEqual(declaredData({ tables: [], secrets: [], deployRole: DEPLOY, breakGlass: BREAK_GLASS }), []);
    assert.deepEqual(secretsAndKeys({ networks: [], secrets: [], existingKeys: [], madeKeys: [], boundElsewhere: [] }), []);
  });
});
