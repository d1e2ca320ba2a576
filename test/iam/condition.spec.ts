import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { allOf, type Conditions, condition, conditionsIn } from "../../iam/condition.ts";
import * as grant from "../../iam/grant-conditions.ts";
import * as guard from "../../iam/guard-conditions.ts";

const ROLE = "arn:aws:iam::200000000002:role/palisade/workload/api";
const POD = { clusterArns: ["arn:aws:eks:eu-west-1:300000000003:cluster/main"], namespace: "billing", serviceAccount: "invoicer" } as const;
const TOKEN = {
  issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/AB",
  audience: "sts.amazonaws.com",
  subject: "system:serviceaccount:billing:invoicer",
};

const CONDITIONS: [string, Conditions, Conditions][] = [
  // What narrows an Allow.
  ["onlyPrincipals", grant.onlyPrincipals([ROLE]), { ArnEquals: { "aws:PrincipalArn": [ROLE] } }],
  [
    "onlyPrincipalsLike",
    grant.onlyPrincipalsLike(["arn:aws:iam::1:role/a-*"]),
    { ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::1:role/a-*"] } },
  ],
  ["insideOrganization", grant.insideOrganization("o-acme"), { StringEquals: { "aws:PrincipalOrgID": ["o-acme"] } }],
  ["onResourcesInOrganization", grant.onResourcesInOrganization("o-acme"), { StringEquals: { "aws:ResourceOrgID": ["o-acme"] } }],
  [
    "fromVpcs",
    grant.fromVpcs({ region: "eu-west-1", vpcIds: ["vpc-1", "vpc-2"] }),
    { StringEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"], "aws:RequestedRegion": ["eu-west-1"] } },
  ],
  ["fromNetworks", grant.fromNetworks(["203.0.113.0/24"]), { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }],
  ["fromNetworksIfAny", grant.fromNetworksIfAny(["203.0.113.0/24"]), { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } }],
  ["fromNetworksIfAny of none", grant.fromNetworksIfAny([]), {}],
  ["withExternalId", grant.withExternalId("nightjar-7:a/b"), { StringEquals: { "sts:ExternalId": ["nightjar-7:a/b"] } }],
  ["before", grant.before("2027-04-01T00:00:00Z"), { DateLessThan: { "aws:CurrentTime": ["2027-04-01T00:00:00Z"] } }],
  [
    "calledVia",
    grant.calledVia(["dynamodb.amazonaws.com"]),
    { "ForAnyValue:StringEquals": { "aws:CalledVia": ["dynamodb.amazonaws.com"] } },
  ],
  ["viaService", grant.viaService("dynamodb", "eu-west-1"), { StringEquals: { "kms:ViaService": ["dynamodb.eu-west-1.amazonaws.com"] } }],
  [
    "viaService in China",
    grant.viaService("secretsmanager", "cn-north-1"),
    { StringEquals: { "kms:ViaService": ["secretsmanager.cn-north-1.amazonaws.com.cn"] } },
  ],
  [
    "viaService in GovCloud",
    grant.viaService("dynamodb", "us-gov-west-1"),
    { StringEquals: { "kms:ViaService": ["dynamodb.us-gov-west-1.amazonaws.com"] } },
  ],
  ["forSources by account", grant.forSources({ accountIds: ["1"] }), { StringEquals: { "aws:SourceAccount": ["1"] } }],
  [
    "forSources by account and resource",
    grant.forSources({ accountIds: ["1"], arns: ["arn:aws:dynamodb:*:1:table/t"] }),
    { StringEquals: { "aws:SourceAccount": ["1"] }, ArnLike: { "aws:SourceArn": ["arn:aws:dynamodb:*:1:table/t"] } },
  ],
  [
    "fromWebIdentity",
    grant.fromWebIdentity(TOKEN),
    {
      StringEquals: {
        "oidc.eks.eu-west-1.amazonaws.com/id/AB:aud": ["sts.amazonaws.com"],
        "oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": ["system:serviceaccount:billing:invoicer"],
      },
    },
  ],
  [
    "fromPod",
    grant.fromPod(POD),
    {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": POD.clusterArns,
        "aws:RequestTag/kubernetes-namespace": ["billing"],
        "aws:RequestTag/kubernetes-service-account": ["invoicer"],
      },
    },
  ],
  ["withRequestTag", grant.withRequestTag("TenantId", ["*"]), { StringEquals: { "aws:RequestTag/TenantId": ["*"] } }],
  ["noTagKeysBut", grant.noTagKeysBut(["team"]), { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }],
  [
    "onlyLeadingKeys",
    grant.onlyLeadingKeys(["TENANT#${aws:PrincipalTag/TenantId}"]),
    {
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["TENANT#${aws:PrincipalTag/TenantId}"] },
      Null: { "dynamodb:LeadingKeys": ["false"] },
    },
  ],
  // What says when a Deny strikes.
  ["exceptPrincipals", guard.exceptPrincipals([ROLE]), { ArnNotLikeIfExists: { "aws:PrincipalArn": [ROLE] } }],
  ["exceptPrincipals of none", guard.exceptPrincipals([]), {}],
  ["forPrincipalsLike", guard.forPrincipalsLike([ROLE]), { ArnLike: { "aws:PrincipalArn": [ROLE] } }],
  ["ofAccounts", grant.ofAccounts(["200000000001"]), { StringEquals: { "aws:PrincipalAccount": ["200000000001"] } }],
  ["onResourcesOfAccounts", grant.onResourcesOfAccounts(["200000000001"]), { StringEquals: { "aws:ResourceAccount": ["200000000001"] } }],
  ["outsideOrganization", guard.outsideOrganization("o-acme"), { StringNotEqualsIfExists: { "aws:PrincipalOrgID": ["o-acme"] } }],
  ["exceptAwsServices", guard.exceptAwsServices(), { BoolIfExists: { "aws:PrincipalIsAWSService": ["false"] } }],
  [
    "forServicesActingFromOutside",
    guard.forServicesActingFromOutside("o-acme"),
    {
      StringNotEqualsIfExists: { "aws:SourceOrgID": ["o-acme"] },
      Null: { "aws:SourceAccount": ["false"] },
      Bool: { "aws:PrincipalIsAWSService": ["true"] },
    },
  ],
  ["calledDirectly", guard.calledDirectly(), { Null: { "aws:CalledVia": ["true"] } }],
  [
    "calledViaOthersThan",
    guard.calledViaOthersThan(["athena.amazonaws.com"]),
    { "ForAllValues:StringNotEquals": { "aws:CalledVia": ["athena.amazonaws.com"] }, Null: { "aws:CalledVia": ["false"] } },
  ],
  ["notFromVpcs", guard.notFromVpcs(["vpc-1"]), { StringNotEqualsIfExists: { "aws:SourceVpc": ["vpc-1"] } }],
  [
    "outsideVpcs",
    guard.outsideVpcs({ region: "eu-west-1", vpcIds: ["vpc-1"] }),
    { StringNotEqualsIfExists: { "aws:SourceVpc": ["vpc-1"] }, StringEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
  ],
  ["outsideEndpointsOf", guard.outsideEndpointsOf("o-acme"), { StringNotEqualsIfExists: { "aws:VpceOrgID": ["o-acme"] } }],
  ["outsideRegions", guard.outsideRegions(["eu-west-1"]), { StringNotEqualsIfExists: { "aws:RequestedRegion": ["eu-west-1"] } }],
  ["outsideNetworks", guard.outsideNetworks(["203.0.113.0/24"]), { NotIpAddressIfExists: { "aws:SourceIp": ["203.0.113.0/24"] } }],
  ["touchingTags", guard.touchingTags(["palisade:*"]), { "ForAnyValue:StringLike": { "aws:TagKeys": ["palisade:*"] } }],
  ["keysPresent", guard.keysPresent(["lambda:SourceFunctionArn"]), { Null: { "lambda:SourceFunctionArn": ["false"] } }],
  [
    "keysAbsent",
    guard.keysAbsent(["a.example.com:sub", "b.example.com:sub"]),
    { Null: { "a.example.com:sub": ["true"], "b.example.com:sub": ["true"] } },
  ],
];

describe("a condition in words", () => {
  for (const [name, actual, expected] of CONDITIONS) it(`${name} says what it says`, () => assert.deepEqual(actual, expected));

  it("has a case here for every function", () => {
    const covered = new Set(CONDITIONS.map(([name]) => name.split(" ")[0]));
    assert.deepEqual(
      [...Object.keys(grant), ...Object.keys(guard)].filter((name) => !covered.has(name)),
      [],
    );
  });

  it("tests only keys that AWS knows, by operators that fit their type", async () => {
    const catalogue = await loadCatalogue(["dynamodb", "iam", "kms", "lambda", "sts"]);
    for (const [name, conditions] of CONDITIONS) {
      for (const { operator, key } of conditionsIn(conditions)) {
        const found = catalogue.conditionKey(key);
        assert.ok(found !== undefined, `${name}: ${key}`);
        assert.ok(operator === "Null" || operator.startsWith("For") === found.isMultivalued, `${name}: ${operator} on ${key}`);
        const base = /(?:For(?:All|Any)Values?:)?(?:Not)?(?<type>String|Arn|Bool|Date|Ip|Null)/.exec(operator)?.groups?.["type"];
        const type = { String: "String", ARN: "Arn", Bool: "Bool", Date: "Date", IPAddress: "Ip" }[found.type.replace("ArrayOf", "")];
        assert.ok(base === "Null" || base === type, `${name}: ${operator} on ${found.type} ${key}`);
      }
    }
  });

  const REFUSALS: [string, () => unknown, string][] = [
    [
      "a pattern as exact principal",
      () => grant.onlyPrincipals(["arn:aws:iam::1:role/a-*"]),
      `conditions: a principal's exact ARN is needed, got "arn:aws:iam::1:role/a-*"; use onlyPrincipalsLike for a pattern`,
    ],
    [
      "an external id that is too short",
      () => grant.withExternalId("a"),
      'conditions: not an external id, got "a"; use 2 to 1224 letters, digits and any of + = , . @ : / _ -',
    ],
    [
      "a moment in no time zone",
      () => grant.before("2027-03-31T00:00:00"),
      'conditions: not a moment in UTC, got "2027-03-31T00:00:00"; write it as "2027-04-01T00:00:00Z"',
    ],
  ];
  for (const [what, run, message] of REFUSALS) it(`refuses ${what}`, () => assert.throws(run, { message }));

  for (const externalId of ["a b", "a*", "a".repeat(1225)]) {
    it(`refuses ${JSON.stringify(externalId.slice(0, 5))} of ${externalId.length} characters as external id`, () =>
      assert.throws(() => grant.withExternalId(externalId), /^Error: conditions: not an external id, got /));
  }
});

describe("conditions together", () => {
  it("are none when there are none", () => assert.deepEqual(allOf(), {}));

  it("share an operator over different keys", () => {
    assert.deepEqual(allOf(grant.insideOrganization("o-acme"), grant.fromVpcs({ region: "eu-west-1", vpcIds: ["vpc-1"] })), {
      StringEquals: { "aws:PrincipalOrgID": ["o-acme"], "aws:SourceVpc": ["vpc-1"], "aws:RequestedRegion": ["eu-west-1"] },
    });
  });

  it("share a key under different operators", () => {
    assert.deepEqual(allOf(condition("StringLike", "aws:userid", ["a*"]), condition("Null", "aws:userid", ["false"])), {
      StringLike: { "aws:userid": ["a*"] },
      Null: { "aws:userid": ["false"] },
    });
  });

  it("clash when an operator tests a key twice", () => {
    assert.throws(
      () => allOf(condition("StringEquals", "aws:SourceVpc", ["vpc-1"]), condition("StringEquals", "aws:SourceVpc", ["vpc-2"])),
      {
        message:
          'conditions: StringEquals on aws:SourceVpc is stated twice, got [["vpc-1"],["vpc-2"]]; ' +
          "state it once with all its values, or write two statements",
      },
    );
  });

  it("clash also in another case, and with equal values", () => {
    const first = condition("StringEquals", "aws:SourceVpc", ["vpc-1"]);
    assert.throws(() => allOf(first, condition("StringEquals", "aws:sourcevpc", ["vpc-2"])), /stated twice/);
    assert.throws(() => allOf(first, first), /stated twice/);
  });

  const operator = fc.constantFrom("StringEquals", "StringLike", "ForAllValues:StringEquals", "ArnLike", "NumericLessThanIfExists");
  const key = fc.constantFrom("aws:SourceVpc", "aws:userid", "aws:PrincipalArn", "__proto__:constructor", "dynamodb:LeadingKeys");
  const values = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
  const singles = fc.uniqueArray(fc.tuple(operator, key, values), { selector: ([o, k]) => `${o} ${k}`, maxLength: 12 });
  type Single = [string, string, string[]];
  const of = ([o, k, v]: Single): Conditions => ({ [o]: { [k]: v } });
  const sorted = (conditions: Conditions) =>
    conditionsIn(conditions)
      .map((single) => JSON.stringify(single))
      .sort();

  it("keep every part, whatever the order and grouping", () => {
    fc.assert(
      fc.property(singles, fc.nat(12), (given, cut) => {
        const whole = allOf(...given.map(of));
        assert.equal(conditionsIn(whole).length, given.length);
        assert.deepEqual(sorted(allOf(...given.toReversed().map(of))), sorted(whole));
        assert.deepEqual(allOf(allOf(...given.slice(0, cut).map(of)), allOf(...given.slice(cut).map(of))), whole);
        assert.deepEqual(allOf(whole, {}), whole);
      }),
      { seed: 20261122 },
    );
  });

  it("clash whenever one part stands twice", () => {
    fc.assert(
      fc.property(singles, fc.nat(), (given, pick) => {
        const doubled = given[pick % Math.max(given.length, 1)];
        fc.pre(doubled !== undefined);
        assert.throws(() => allOf(...given.map(of), of(doubled)), /is stated twice/);
      }),
      { seed: 20261122 },
    );
  });
});
