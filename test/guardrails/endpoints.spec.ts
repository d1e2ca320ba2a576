import assert from "node:assert/strict";
import { dynamodbEndpoint } from "../../guardrails/dynamodb-endpoint.ts";
import { kmsEndpoint } from "../../guardrails/kms-endpoint.ts";
import { secretsEndpoint } from "../../guardrails/secrets-endpoint.ts";
import { streamsEndpoint } from "../../guardrails/streams-endpoint.ts";
import { stsEndpoint } from "../../guardrails/sts-endpoint.ts";
import { type EndpointStatement, endpointPolicy } from "../../iam/endpoint-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { ACCOUNT, type Ask, type EndpointDocument, role, TABLE, throughEndpoint } from "./deciding.ts";

const OURS = "o-acmeexample";
const FOREIGN = "o-stranger";
const STRANGER = "900000000009";
const place = `eu-west-1:${ACCOUNT}`;
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const KEY = `arn:aws:kms:${place}:key/1234`;
const SECRET = `arn:aws:secretsmanager:${place}:secret:token-AbCdEf`;
const ROLE = role("palisade/access/consumer.reporter");
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AAAA`;

const of = (principal: string | undefined, resource: string | undefined): NonNullable<Ask["with"]> => ({
  ...(principal === undefined ? {} : { "aws:PrincipalOrgID": principal }),
  ...(resource === undefined ? {} : { "aws:ResourceOrgID": resource }),
});
const foreign = (arn: string): string => arn.replace(ACCOUNT, STRANGER);

interface Passing {
  readonly fact: string;
  readonly ask: Ask;
  /** The statement that lets it pass; left out where none does. */
  readonly by?: string;
}

/** Who passes and who does not, alike for every service: ours to ours, and nobody else to anything. */
function perimeter(to: string, on: string, by: string): Passing[] {
  return [
    { fact: `${to} of ours on ours`, ask: { as: role("api"), to, on, with: of(OURS, OURS) }, by },
    { fact: `${to} of ours on a foreign resource`, ask: { as: role("api"), to, on: foreign(on), with: of(OURS, FOREIGN) } },
    { fact: `${to} of ours on a resource of no organization`, ask: { as: role("api"), to, on: foreign(on), with: of(OURS, undefined) } },
    { fact: `${to} with foreign credentials on ours`, ask: { as: role("api", STRANGER), to, on, with: of(FOREIGN, OURS) } },
    {
      fact: `${to} with foreign credentials on a foreign resource`,
      ask: { as: role("api", STRANGER), to, on: foreign(on), with: of(FOREIGN, FOREIGN) },
    },
    { fact: `${to} with credentials of no organization`, ask: { as: role("api", STRANGER), to, on, with: of(undefined, OURS) } },
  ];
}

const pod = (account: string, resource: string): Ask => ({
  as: PROVIDER.replace(ACCOUNT, account),
  to: "sts:AssumeRoleWithWebIdentity",
  on: role("palisade/access/platform.invoicer", account),
  with: of(undefined, resource),
});

const POLICIES: Readonly<Record<string, { readonly policy: EndpointDocument; readonly cases: readonly Passing[] }>> = {
  DynamoDB: {
    policy: dynamodbEndpoint(OURS),
    cases: [
      ...perimeter("dynamodb:GetItem", TABLE, "AllowTheOrganizationToUseItsTables"),
      {
        fact: "DescribeEndpoints, which has no resource",
        ask: { as: role("api"), to: "dynamodb:DescribeEndpoints", on: "*", with: of(OURS, undefined) },
        by: "AllowTheOrganizationToFindEndpoints",
      },
    ],
  },
  "DynamoDB Streams": {
    policy: streamsEndpoint(OURS),
    cases: [
      ...["DescribeStream", "GetShardIterator", "GetRecords"].flatMap((name) =>
        perimeter(`dynamodb:${name}`, STREAM, "AllowTheOrganizationToReadItsStreams"),
      ),
      { fact: "ListStreams, which no right names", ask: { as: role("api"), to: "dynamodb:ListStreams", on: "*", with: of(OURS, OURS) } },
    ],
  },
  KMS: {
    policy: kmsEndpoint(OURS),
    cases: ["kms:Decrypt", "kms:Encrypt"].flatMap((to) => perimeter(to, KEY, "AllowTheOrganizationToUseItsKeys")),
  },
  "Secrets Manager": {
    policy: secretsEndpoint(OURS),
    cases: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"].flatMap((to) =>
      perimeter(to, SECRET, "AllowTheOrganizationToUseItsSecrets"),
    ),
  },
  STS: {
    policy: stsEndpoint(OURS, { forPods: true }),
    cases: [
      ...["sts:AssumeRole", "sts:TagSession"].flatMap((to) => perimeter(to, ROLE, "AllowTheOrganizationToTakeItsRoles")),
      { fact: "a pod's token for a role of ours", ask: pod(ACCOUNT, OURS), by: "AllowPodsToTakeRolesOfTheOrganization" },
      { fact: "a token for a foreign role", ask: pod(STRANGER, FOREIGN) },
      { fact: "a session that needs no role", ask: { as: role("api"), to: "sts:GetFederationToken", on: "*", with: of(OURS, OURS) } },
    ],
  },
  "STS where no pods run": {
    policy: stsEndpoint(OURS, { forPods: false }),
    cases: [
      {
        fact: "a role of ours",
        ask: { as: role("api"), to: "sts:AssumeRole", on: ROLE, with: of(OURS, OURS) },
        by: "AllowTheOrganizationToTakeItsRoles",
      },
      { fact: "a pod's token for a role of ours", ask: pod(ACCOUNT, OURS) },
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
    const { statements } = stsEndpoint(OURS, { forPods: false });
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
