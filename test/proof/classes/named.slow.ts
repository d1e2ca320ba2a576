import assert from "node:assert/strict";
import type { PrincipalElement, StatementDocument } from "../../../proof/engine/policy-document.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { LINE, withEdits } from "../../support/line.ts";
import { type Deployed, deploy, proofOf } from "../../support/proof.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:300000000001:table/ledger";

/** The smallest organization, its table under AWS's own key and without guardrails, so that the table's policy alone decides. */
const opened = async (): Promise<Deployed> => {
  const deployed = await deploy(
    withEdits(LINE, [["accounts/owner/data.yaml", "    usedBy:\n", "    encryption: aws-owned\n    usedBy:\n"]]),
  );
  const isAttachment = ({ type }: WorldResource) => type === "aws:organizations/policyAttachment:PolicyAttachment";
  return { ...deployed, resources: deployed.resources.filter((resource) => !isAttachment(resource)) };
};

/** What stands against the proof once a statement was added to a document, and did not before. */
async function foundWith(deployed: Deployed, before: ReadonlySet<string>, name: string, place: string, added: object): Promise<string[]> {
  const resources = deployed.resources.map((resource) => {
    const text = resource.inputs[place];
    if (resource.name !== name || typeof text !== "string") return resource;
    const document = JSON.parse(text) as { readonly Statement: readonly object[] };
    return {
      ...resource,
      inputs: { ...resource.inputs, [place]: JSON.stringify({ ...document, Statement: [...document.Statement, added] }) },
    };
  });
  const { against } = await proofOf({ ...deployed, resources });
  return against.filter((each) => !before.has(each));
}

const reads = (principal: PrincipalElement, condition?: StatementDocument["Condition"]) => ({
  Sid: "Added",
  Effect: "Allow",
  Principal: principal,
  Action: "dynamodb:GetItem",
  Resource: TABLE,
  ...(condition === undefined ? {} : { Condition: condition }),
});
const AWS = (name: string) => reads({ AWS: name });
const everybody = (operator: string, key: string, value: string | readonly string[]) => reads("*", { [operator]: { [key]: value } });

const ADDED: readonly (readonly [what: string, statement: object])[] = [
  ["a role that nobody declared", AWS("arn:aws:iam::300000000002:role/team/guest")],
  ["a role of an unknown account", AWS("arn:aws:iam::888888888888:role/guest")],
  ["an unknown account", AWS("arn:aws:iam::888888888888:root")],
  ["a session", AWS("arn:aws:sts::300000000002:assumed-role/guest/eve")],
  ["a user", AWS("arn:aws:iam::300000000002:user/eve")],
  ["a service", reads({ Service: "glue.amazonaws.com" })],
  ["the name of a service", everybody("StringEquals", "aws:PrincipalServiceName", "glue.amazonaws.com")],
  ["a pattern of roles", everybody("ArnLike", "aws:PrincipalArn", "arn:aws:iam::888888888888:role/gue*")],
  ["another organization", everybody("StringEquals", "aws:PrincipalOrgID", "o-otherother")],
  ["an address", everybody("IpAddress", "aws:SourceIp", "192.0.2.0/24")],
  ["a VPC", everybody("StringEquals", "aws:SourceVpc", "vpc-0eeeeeeeeeeeeeeee")],
  ["an address in a VPC", everybody("IpAddress", "aws:VpcSourceIp", "10.77.0.0/16")],
  ["the account of an endpoint", everybody("StringEquals", "aws:VpceAccount", "888888888888")],
  ["encrypted requests", everybody("Bool", "aws:SecureTransport", "true")],
  ["less than a number", everybody("NumericLessThan", "aws:MultiFactorAuthAge", "300")],
  ["before an instant", everybody("DateLessThan", "aws:TokenIssueTime", "2026-01-01T00:00:00Z")],
  ["after an instant, in seconds", everybody("NumericGreaterThan", "aws:EpochTime", "1900000000")],
  [
    "what two patterns share",
    reads("*", { StringLike: { "aws:SourceIdentity": "a*" }, StringLikeIfExists: { "aws:SourceIdentity": "*b" } }),
  ],
  ["other case", reads("*", { StringEqualsIgnoreCase: { "aws:SourceIdentity": "eve" }, StringNotEquals: { "aws:SourceIdentity": "eve" } })],
  [
    "two values together",
    reads("*", { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": "a" }, "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": "b*" } }),
  ],
];

describe("a policy that a hand has opened", function () {
  this.timeout(120_000);
  let deployed: Deployed;
  let known: ReadonlySet<string>;

  before(async () => {
    deployed = await opened();
    known = new Set((await proofOf(deployed)).against);
  });

  for (const [what, statement] of ADDED)
    it(`is a breach where it lets in ${what}`, async () => {
      const found = await foundWith(deployed, known, "table-ledger-policy", "policy", statement);
      assert.ok(
        found.some((each) => each.startsWith("breach: ")),
        JSON.stringify(found),
      );
    });

  it("is a breach where a role lets itself be taken by a role that nobody declared", async () => {
    const taken = {
      Sid: "Added",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::300000000002:role/team/guest" },
      Action: "sts:AssumeRole",
    };
    assert.deepEqual(await foundWith(deployed, known, "workload-api-role", "assumeRolePolicy", taken), [
      "breach: undeclared-role takes-role owner/api: the service that runs the workload takes its role",
    ]);
  });
});
