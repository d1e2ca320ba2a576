import assert from "node:assert/strict";
import { type NetworkPerimeter, networkPerimeter } from "../../guardrails/network-perimeter.ts";
import { sensitiveStreams } from "../../guardrails/sensitive-streams.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { type Ask, role, TABLE, underServiceControl } from "./deciding.ts";

const REPORTER = role("palisade/access/consumer.reporter");
const AUDITOR = role("palisade/external/external.nightjar");
const BREAK_GLASS = role("palisade/break-glass/BreakGlass");
const DEPLOY = role("PalisadeDeploy");
const POLLER = role("palisade/workload/projector");
const PERIMETER: NetworkPerimeter = {
  networks: [{ region: "eu-west-1", vpcIds: ["vpc-own"] }],
  services: ["athena.amazonaws.com"],
  serviceRoles: [role("service-role/dax")],
  restoreRoles: [role("recovery/restore")],
  streamPollers: [POLLER],
  accessRoles: { pattern: role("palisade/access/*"), organizationId: "o-palisade" },
  externalRoles: [{ party: "external-nightjar", role: AUDITOR, networks: ["203.0.113.0/24"], regions: ["eu-west-1"] }],
  deployRole: DEPLOY,
  breakGlass: BREAK_GLASS,
};
const STATEMENTS = networkPerimeter(PERIMETER);
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;

const here = { "aws:RequestedRegion": "eu-west-1" };
const from = (vpc: string) => ({ ...here, "aws:SourceVpc": vpc });
const online = (ip: string) => ({ ...here, "aws:SourceIp": ip });
const reading = (as: string, context: Ask["with"] = {}): Ask => ({ as, to: "dynamodb:GetItem", on: TABLE, with: context });
const following = (as: string, context: Ask["with"] = {}): Ask => ({ as, to: "dynamodb:GetRecords", on: STREAM, with: context });

/** F20: an access role with its two tags, in a VPC of the organization's. */
const TAGS = { "aws:PrincipalTag/palisade:vpc": "vpc-consumer", "aws:PrincipalTag/palisade:region": "eu-west-1" };
const OURS = { "aws:VpceOrgID": "o-palisade" };
const taking = (context: Ask["with"], tags: Ask["with"] = TAGS): Ask => reading(REPORTER, { ...tags, ...OURS, ...context });

const TEAM = role("team");
const DYNAMODB = "dynamodb.amazonaws.com";
const CASES: readonly { readonly fact: string; readonly ask: Ask; readonly is: string }[] = [
  { fact: "a role in its own VPC", ask: reading(TEAM, from("vpc-own")), is: "allowed" },
  { fact: "a role on the internet", ask: reading(TEAM, online("198.51.100.1")), is: "DenyTableDataOutsideTheNetworksOfEuWest1" },
  { fact: "a role in a consumer's VPC", ask: reading(TEAM, from("vpc-consumer")), is: "DenyTableDataOutsideTheNetworksOfEuWest1" },
  {
    fact: "a role in a region without a listed VPC",
    ask: {
      ...reading(TEAM, { "aws:RequestedRegion": "us-east-1", "aws:SourceVpc": "vpc-own" }),
      on: TABLE.replace("eu-west-1", "us-east-1"),
    },
    is: "DenyTableDataInOtherRegions",
  },
  {
    fact: "PartiQL from outside",
    ask: { ...reading(TEAM, here), to: "dynamodb:PartiQLSelect" },
    is: "DenyTableDataOutsideTheNetworksOfEuWest1",
  },
  { fact: "settings from outside", ask: { ...reading(TEAM, here), to: "dynamodb:UpdateTable" }, is: "allowed" },
  { fact: "F20: an access role in the VPC of its tag", ask: taking(from("vpc-consumer")), is: "allowed" },
  { fact: "F20: an access role in another VPC", ask: taking(from("vpc-other")), is: "DenyAccessRolesOutsideTheirNetwork" },
  {
    fact: "F20: an access role that carries a VPC of its id in another region",
    ask: taking({ "aws:RequestedRegion": "us-east-1", "aws:SourceVpc": "vpc-consumer" }),
    is: "DenyAccessRolesInOtherRegions",
  },
  {
    fact: "F20: an access role in a stranger's VPC that its tag names",
    ask: taking({ ...from("vpc-consumer"), "aws:VpceOrgID": "o-stranger" }),
    is: "DenyAccessRolesOutsideTheOrganization",
  },
  { fact: "an external role from the party's network", ask: reading(AUDITOR, online("203.0.113.7")), is: "allowed" },
  {
    fact: "an external role from elsewhere",
    ask: reading(AUDITOR, online("198.51.100.1")),
    is: "DenyExternalNightjarOutsideItsNetworks",
  },
  { fact: "an external role through a VPC", ask: reading(AUDITOR, from("vpc-own")), is: "DenyExternalNightjarOutsideItsNetworks" },
  { fact: "break-glass from the console", ask: reading(BREAK_GLASS, online("198.51.100.1")), is: "allowed" },
  {
    fact: "break-glass at a stream",
    ask: following(BREAK_GLASS, online("198.51.100.1")),
    is: "DenyStreamReadsOutsideTheNetworksOfEuWest1",
  },
  {
    fact: "a role of break-glass's name under another path",
    ask: reading(role("team/BreakGlass"), here),
    is: "DenyTableDataOutsideTheNetworksOfEuWest1",
  },
  { fact: "a declared service for a caller", ask: reading(TEAM, { ...here, "aws:CalledVia": ["athena.amazonaws.com"] }), is: "allowed" },
  {
    fact: "another service for a caller",
    ask: reading(TEAM, { ...here, "aws:CalledVia": ["glue.amazonaws.com"] }),
    is: "DenyTableDataThroughOtherServices",
  },
  {
    fact: "another service at a stream for a caller",
    ask: following(TEAM, { ...here, "aws:CalledVia": ["glue.amazonaws.com"] }),
    is: "DenyStreamReadsThroughOtherServices",
  },
  { fact: "the deploy role on the internet", ask: reading(DEPLOY, online("198.51.100.1")), is: "DenyTableDataOutsideTheNetworksOfEuWest1" },
  {
    fact: "the deploy role at a stream",
    ask: following(DEPLOY, online("198.51.100.1")),
    is: "DenyStreamReadsOutsideTheNetworksOfEuWest1",
  },
  { fact: "DynamoDB for the deploy role", ask: reading(DEPLOY, { ...here, "aws:CalledVia": [DYNAMODB] }), is: "allowed" },
  { fact: "DynamoDB at a stream for the deploy role", ask: following(DEPLOY, { ...here, "aws:CalledVia": [DYNAMODB] }), is: "allowed" },
  {
    fact: "DynamoDB for another role",
    ask: reading(TEAM, { ...here, "aws:CalledVia": [DYNAMODB] }),
    is: "DenyTableDataThroughOtherServices",
  },
  {
    fact: "DynamoDB for a restore role",
    ask: reading(role("recovery/restore"), { ...here, "aws:CalledVia": ["dynamodb.amazonaws.com"] }),
    is: "allowed",
  },
  { fact: "a restore role at a stream", ask: following(role("recovery/restore"), here), is: "DenyStreamReadsOutsideTheNetworksOfEuWest1" },
  { fact: "a poller at its stream", ask: following(POLLER, here), is: "allowed" },
  {
    fact: "a poller's function outside of the VPC",
    ask: following(POLLER, { ...here, "lambda:SourceFunctionArn": "arn:aws:lambda:eu-west-1:200000000002:function:projector" }),
    is: "DenyStreamReadsOfFunctionsOutsideTheNetworksOfEuWest1",
  },
];

describe("the network perimeter", () => {
  for (const { fact, ask, is } of CASES) {
    it(`judges ${fact}: ${is}`, () => {
      assert.equal(underServiceControl(STATEMENTS, ask), is);
    });
  }

  it("opens to each case that it denies once the deciding statement is gone", () => {
    for (const { fact, ask, is } of CASES) {
      const left = STATEMENTS.filter(({ sid }) => sid !== is);
      if (is !== "allowed") assert.notEqual(underServiceControl(nonEmpty(left, "statements"), ask), is, fact);
    }
  });

  it("rests for no direct call on what ForAllValues makes of a missing key", () => {
    for (const { sid, conditions } of STATEMENTS) {
      const calledVia = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).flatMap(([key, values]) => (key === "aws:CalledVia" ? [`${operator} ${values.join(" ")}`] : [])),
      );
      const isOthers = sid.includes("ThroughOtherServices");
      const expected = isOthers
        ? ["ForAllValues:StringNotEquals athena.amazonaws.com", "Null false"]
        : /^Deny(?:TableData|StreamReads)(?!Of)/.test(sid)
          ? ["Null true"]
          : [];
      assert.deepEqual(calledVia.sort(), expected, sid);
    }
  });

  it("asks nothing of services where none is declared", () => {
    const statements = networkPerimeter({ ...PERIMETER, services: [] });
    assert.ok(!JSON.stringify(statements).includes("aws:CalledVia"));
    const through = reading(TEAM, { ...here, "aws:CalledVia": ["athena.amazonaws.com"] });
    assert.equal(underServiceControl(statements, through), "DenyTableDataOutsideTheNetworksOfEuWest1");
  });

  it("lets DynamoDB call for the deploy role where no service is declared", () => {
    const statements = networkPerimeter({ ...PERIMETER, services: [] });
    for (const asking of [reading, following])
      assert.equal(underServiceControl(statements, asking(DEPLOY, { ...here, "aws:CalledVia": [DYNAMODB] })), "allowed");
  });

  it("F20: denies an access role without a tag, however AWS reads a variable without a value", () => {
    for (const [tag, sid] of [
      ["palisade:vpc", "DenyAccessRolesWithoutNetwork"],
      ["palisade:region", "DenyAccessRolesWithoutRegion"],
    ] as const) {
      const tags = Object.fromEntries(Object.entries(TAGS).filter(([key]) => !key.endsWith(tag)));
      const alone = nonEmpty(
        STATEMENTS.filter((each) => each.sid === sid),
        "statements",
      );
      assert.equal(underServiceControl(alone, taking(from("vpc-consumer"), tags)), sid);
      assert.equal(underServiceControl(alone, taking(from("vpc-consumer"))), "allowed");
    }
  });

  it("closes an account without networks to everybody but those who are exempt", () => {
    const statements = networkPerimeter({ ...PERIMETER, networks: [] });
    assert.equal(underServiceControl(statements, reading(TEAM, from("vpc-own"))), "DenyTableDataAnywhere");
    assert.equal(underServiceControl(statements, taking(from("vpc-consumer"))), "allowed");
  });
});

describe("streams of sensitive tables", () => {
  const ledger = TABLE.replace("orders", "ledger");
  const statements = nonEmpty(
    sensitiveStreams([
      { table: "orders", tableArn: TABLE, readers: [POLLER] },
      { table: "ledger", tableArn: ledger, readers: [] },
    ]),
    "statements",
  );

  it("are read by their declared readers alone, whatever the network", () => {
    assert.equal(underServiceControl(statements, following(POLLER)), "allowed");
    assert.equal(underServiceControl(statements, following(BREAK_GLASS, from("vpc-own"))), "DenyStreamsOfOrders");
    assert.equal(underServiceControl(statements, { ...following(POLLER), on: `${ledger}/stream/1` }), "DenyStreamsOfLedger");
  });

  it("leave the table itself and other tables alone", () => {
    assert.equal(underServiceControl(statements, reading(TEAM)), "allowed");
    assert.equal(underServiceControl(statements, { ...following(TEAM), on: TABLE.replace("orders", "rates/stream/1") }), "allowed");
  });
});
