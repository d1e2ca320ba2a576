import assert from "node:assert/strict";
import { dynamodbEndpoint } from "../../guardrails/dynamodb-endpoint.ts";
import type { EndpointReach } from "../../guardrails/endpoint-reach.ts";
import { kmsEndpoint } from "../../guardrails/kms-endpoint.ts";
import { secretsEndpoint } from "../../guardrails/secrets-endpoint.ts";
import { streamsEndpoint } from "../../guardrails/streams-endpoint.ts";
import { stsEndpoint } from "../../guardrails/sts-endpoint.ts";
import { type EndpointStatement, endpointPolicy } from "../../iam/endpoint-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { QUOTAS } from "../../iam/quota.ts";
import { sizeOf } from "../../iam/render.ts";
import { MOST_REACHED } from "../../model/checks/reached-accounts.ts";
import { ACCOUNT, type Ask, type EndpointDocument, role, TABLE, throughEndpoint } from "./deciding.ts";

const OURS = "o-acmeexample";
const FOREIGN = "o-stranger";
const STRANGER = "900000000009";
const TAKES_PART = "200000000011";
const OWNER = "200000000012";
const ROLE_OWNER = "200000000013";
const REACHED = "200000000014";
const UNRELATED = "200000000015";

const REACH: EndpointReach = {
  partition: "aws",
  organizationId: OURS,
  callers: [ACCOUNT, TAKES_PART],
  owners: [OWNER, ROLE_OWNER],
  roleOwners: [ROLE_OWNER],
  others: [REACHED],
};
const ALONE: EndpointReach = { ...REACH, callers: [ACCOUNT], owners: [], roleOwners: [], others: [] };

const place = `eu-west-1:${ACCOUNT}`;
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const KEY = `arn:aws:kms:${place}:key/1234`;
const SECRET = `arn:aws:secretsmanager:${place}:secret:token-AbCdEf`;

const of = (principal: string | undefined, resource: string | undefined): NonNullable<Ask["with"]> => ({
  ...(principal === undefined ? {} : { "aws:PrincipalOrgID": principal }),
  ...(resource === undefined ? {} : { "aws:ResourceOrgID": resource }),
});
const owned = (arn: string, account: string): string => arn.replace(ACCOUNT, account);
const accessRole = (account: string): string => role("palisade/access/shop.checkout", account);

interface Passing {
  readonly fact: string;
  readonly ask: Ask;
  /** The statement that lets it pass; left out where none does. */
  readonly by?: string;
}

/** A request between two accounts of the organization. */
const between = (to: string, on: string, as: string, account: string): Ask => ({ as, to, on: owned(on, account), with: of(OURS, OURS) });

/** Who passes and who does not, alike for every service of data. */
function perimeter(to: string, on: string, words: string): Passing[] {
  const own = `AllowAccountsOfTheNetworkTo${words}`;
  return [
    { fact: `${to} of the network's account on its own`, ask: between(to, on, role("api"), ACCOUNT), by: own },
    { fact: `${to} of its account on an owner's`, ask: between(to, on, role("api"), OWNER), by: own },
    {
      fact: `${to} of an account that it is shared with on that account's own`,
      ask: between(to, on, role("api", TAKES_PART), TAKES_PART),
      by: own,
    },
    {
      fact: `${to} of an owner's access role on the owner's`,
      ask: between(to, on, accessRole(ROLE_OWNER), ROLE_OWNER),
      by: `AllowAccessRolesOfOwnersTo${words}`,
    },
    { fact: `${to} of an owner's other role on the owner's`, ask: between(to, on, role("api", ROLE_OWNER), ROLE_OWNER) },
    {
      fact: `${to} of an owner's role of that name under another path`,
      ask: between(to, on, role("team/palisade/access/a", ROLE_OWNER), ROLE_OWNER),
    },
    { fact: `${to} of an access role whose owner shares by its policies`, ask: between(to, on, accessRole(OWNER), OWNER) },
    { fact: `${to} of an owner's access role on an unrelated account's`, ask: between(to, on, accessRole(ROLE_OWNER), UNRELATED) },
    { fact: `${to} of its account on an unrelated account's`, ask: between(to, on, role("api"), UNRELATED) },
    { fact: `${to} of an unrelated account on its own`, ask: between(to, on, role("api", UNRELATED), UNRELATED) },
    { fact: `${to} of an unrelated account on the network's`, ask: between(to, on, role("api", UNRELATED), ACCOUNT) },
    { fact: `${to} of its account on a foreign resource`, ask: { ...between(to, on, role("api"), STRANGER), with: of(OURS, FOREIGN) } },
    {
      fact: `${to} of its account on its own after it left`,
      ask: { ...between(to, on, role("api"), ACCOUNT), with: of(FOREIGN, FOREIGN) },
    },
    { fact: `${to} of its account on an owner's that left`, ask: { ...between(to, on, role("api"), OWNER), with: of(OURS, FOREIGN) } },
    {
      fact: `${to} with foreign credentials on its own`,
      ask: { ...between(to, on, role("api", STRANGER), ACCOUNT), with: of(FOREIGN, OURS) },
    },
    {
      fact: `${to} with foreign credentials on a foreign resource`,
      ask: { ...between(to, on, role("api", STRANGER), STRANGER), with: of(FOREIGN, FOREIGN) },
    },
    { fact: `${to} without credentials`, ask: { as: "*", to, on, with: of(undefined, OURS) } },
  ];
}

/** What is declared to be reached for other teams: with their accounts' credentials and with the network's own. */
const reached = (to: string, on: string, by: string | undefined): Passing[] =>
  [
    { fact: `${to} of its account on a reached account's`, ask: between(to, on, role("api"), REACHED) },
    { fact: `${to} of a reached account on its own`, ask: between(to, on, role("api", REACHED), REACHED) },
  ].map((each) => (by === undefined ? each : { ...each, by }));

const pod = (account: string, taken: string, resource = OURS): Ask => ({
  as: `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AAAA`,
  to: "sts:AssumeRoleWithWebIdentity",
  on: taken,
  with: of(undefined, resource),
});

const taking = (to: string): Passing[] => {
  const own = "AllowTakingRolesOfAccountsOfTheNetwork";
  const ask = (account: string, on: string) => ({ as: role("api", account), to, on, with: of(OURS, OURS) });
  return [
    { fact: `${to} of a role of the network's account`, ask: ask(ACCOUNT, role("batch")), by: own },
    { fact: `${to} of a role of a reached account`, ask: ask(ACCOUNT, role("batch", REACHED)), by: own },
    { fact: `${to} of an owner's access role`, ask: ask(ACCOUNT, accessRole(ROLE_OWNER)), by: "AllowTakingRolesOfOwners" },
    { fact: `${to} of an owner's other role`, ask: ask(ACCOUNT, role("batch", ROLE_OWNER)) },
    { fact: `${to} of an access role, by a reached account`, ask: ask(REACHED, accessRole(ROLE_OWNER)) },
    { fact: `${to} of an access role of an unrelated account`, ask: ask(ACCOUNT, accessRole(UNRELATED)) },
    { fact: `${to} of an unrelated account's role, by that account`, ask: ask(UNRELATED, role("batch", UNRELATED)) },
    { fact: `${to} of the network's role, by an unrelated account`, ask: ask(UNRELATED, role("batch")) },
    { fact: `${to} of a foreign role`, ask: { ...ask(ACCOUNT, role("batch", STRANGER)), with: of(OURS, FOREIGN) } },
  ];
};

const POLICIES: Readonly<Record<string, { readonly policy: EndpointDocument; readonly cases: readonly Passing[] }>> = {
  DynamoDB: {
    policy: dynamodbEndpoint(REACH),
    cases: [
      ...perimeter("dynamodb:PutItem", TABLE, "UseTables"),
      ...reached("dynamodb:PutItem", TABLE, undefined),
      {
        fact: "DescribeEndpoints, which has no resource",
        ask: { as: role("api"), to: "dynamodb:DescribeEndpoints", on: "*", with: of(OURS, undefined) },
        by: "AllowTheOrganizationToFindEndpoints",
      },
      {
        fact: "a service on a table of the network's account",
        ask: { as: "glue.amazonaws.com", to: "dynamodb:GetItem", on: TABLE, with: of(undefined, OURS) },
        by: "AllowAwsServicesToUseTables",
      },
      {
        fact: "a service on an unrelated account's table",
        ask: { as: "glue.amazonaws.com", to: "dynamodb:GetItem", on: owned(TABLE, UNRELATED), with: of(undefined, OURS) },
      },
    ],
  },
  "DynamoDB Streams": {
    policy: streamsEndpoint(REACH),
    cases: [
      ...["DescribeStream", "GetShardIterator", "GetRecords"].flatMap((name) => [
        ...perimeter(`dynamodb:${name}`, STREAM, "ReadStreams"),
        ...reached(`dynamodb:${name}`, STREAM, undefined),
      ]),
      { fact: "ListStreams, which no right names", ask: { as: role("api"), to: "dynamodb:ListStreams", on: "*", with: of(OURS, OURS) } },
    ],
  },
  KMS: {
    policy: kmsEndpoint(REACH),
    cases: ["kms:Decrypt", "kms:Encrypt"].flatMap((to) => [
      ...perimeter(to, KEY, "UseKeys"),
      ...reached(to, KEY, "AllowAccountsOfTheNetworkToUseKeys"),
    ]),
  },
  "Secrets Manager": {
    policy: secretsEndpoint(REACH),
    cases: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"].flatMap((to) => [
      ...perimeter(to, SECRET, "UseSecrets"),
      ...reached(to, SECRET, "AllowAccountsOfTheNetworkToUseSecrets"),
    ]),
  },
  STS: {
    policy: stsEndpoint(REACH, { forPods: true }),
    cases: [
      ...["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"].flatMap(taking),
      {
        fact: "a pod's token for a role of the network's account",
        ask: pod(ACCOUNT, role("palisade/workload/api")),
        by: "AllowPodsTakingRolesOfAccountsOfTheNetwork",
      },
      {
        fact: "a pod's token for an owner's access role",
        ask: pod(ROLE_OWNER, accessRole(ROLE_OWNER)),
        by: "AllowPodsTakingRolesOfOwners",
      },
      { fact: "a token for an owner's other role", ask: pod(ROLE_OWNER, role("batch", ROLE_OWNER)) },
      { fact: "a token for an unrelated account's role", ask: pod(UNRELATED, accessRole(UNRELATED)) },
      { fact: "a token for a foreign role", ask: pod(STRANGER, accessRole(STRANGER), FOREIGN) },
      { fact: "a session that needs no role", ask: { as: role("api"), to: "sts:GetFederationToken", on: "*", with: of(OURS, OURS) } },
    ],
  },
  "STS where no pods run": {
    policy: stsEndpoint(REACH, { forPods: false }),
    cases: [
      {
        fact: "a role of the network's account",
        ask: { as: role("api"), to: "sts:AssumeRole", on: role("batch"), with: of(OURS, OURS) },
        by: "AllowTakingRolesOfAccountsOfTheNetwork",
      },
      { fact: "a pod's token for a role of the network's account", ask: pod(ACCOUNT, role("palisade/workload/api")) },
    ],
  },
  "DynamoDB where nothing of another account is granted": {
    policy: dynamodbEndpoint(ALONE),
    cases: [
      {
        fact: "its account on its own table",
        ask: between("dynamodb:PutItem", TABLE, role("api"), ACCOUNT),
        by: "AllowAccountsOfTheNetworkToUseTables",
      },
      { fact: "an access role of anybody's", ask: between("dynamodb:PutItem", TABLE, accessRole(ROLE_OWNER), ROLE_OWNER) },
      { fact: "its account on another account's table", ask: between("dynamodb:PutItem", TABLE, role("api"), OWNER) },
    ],
  },
};

/** The policy without one statement; undefined where none would be left. */
function without({ statements }: EndpointDocument, sid: string): EndpointDocument | undefined {
  const left = statements.filter((statement) => statement.sid !== sid) as EndpointStatement[];
  return left.length === 0 ? undefined : endpointPolicy(nonEmpty(left, "statements"));
}

for (const [service, { policy, cases }] of Object.entries(POLICIES)) {
  describe(`the endpoint policy for ${service}`, () => {
    for (const { fact, ask, by } of cases) {
      it(`${by === undefined ? "stops" : "lets through"} ${fact}`, () => {
        assert.equal(throughEndpoint(policy, ask), by === undefined ? "implicitly-denied by endpoint" : "allowed");
      });
    }

    it("stops each that it lets through once the statement is gone", () => {
      for (const { fact, ask, by } of cases) {
        const less = by === undefined ? undefined : without(policy, by);
        if (less !== undefined) assert.equal(throughEndpoint(less, ask), "implicitly-denied by endpoint", fact);
      }
    });
  });
}

describe("the endpoint policy for STS", () => {
  it("tells who calls in a statement of its own, since nothing is asked of any resource", () => {
    const { statements } = stsEndpoint(REACH, { forPods: false });
    assert.deepEqual(
      statements.find(({ sid }) => sid === "AllowTheOrganizationToGetCallerIdentity"),
      {
        sid: "AllowTheOrganizationToGetCallerIdentity",
        effect: "Allow",
        principals: "anyone",
        actions: ["sts:GetCallerIdentity"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:PrincipalOrgID": [OURS] } },
      },
    );
  });
});

describe("endpoint policies of a network that reaches many accounts", () => {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => (300_000_000_000 + index).toString());
  const [own = "", ...others] = ids(MOST_REACHED);
  const longest = { partition: "aws-us-gov", organizationId: `o-${"x".repeat(32)}` } as const;
  const alike = {
    "every other account is an owner whose roles are taken": { callers: [own], owners: others, roleOwners: others, others: [] },
    "every other account takes part in it": { callers: [own, ...others], owners: [], roleOwners: [], others: [] },
    "every other account is reached besides": { callers: [own], owners: [], roleOwners: [], others },
  } as const;
  const documents = (reach: EndpointReach) => [
    dynamodbEndpoint(reach),
    streamsEndpoint(reach),
    kmsEndpoint(reach),
    secretsEndpoint(reach),
    stsEndpoint(reach, { forPods: true }),
  ];

  for (const [fact, reach] of Object.entries(alike)) {
    it(`fit where ${fact}`, () => {
      for (const document of documents({ ...longest, ...reach }))
        assert.ok(sizeOf(document) <= QUOTAS.endpointPolicySize.value, sizeOf(document).toString());
    });
  }

  it("would not fit with a tenth more", () => {
    const more = ids(Math.ceil(MOST_REACHED * 1.1)).slice(1);
    const [document] = documents({ ...longest, callers: [own], owners: more, roleOwners: more, others: [] });
    assert.ok(document !== undefined && sizeOf(document) > QUOTAS.endpointPolicySize.value);
  });
});
