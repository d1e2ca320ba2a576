import { policiesOf } from "../../../policy-pack/pulumi-policies.ts";
import { documentWithinQuota } from "../../../policy-pack/rules/document-within-quota.ts";
import { expectUndecided } from "../../../policy-pack/testing/expect.ts";
import { describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

/** A policy of so many characters. */
function policy(size: number, statement: Record<string, unknown> = {}): string {
  const whole = (sid: string) => policyOf({ Sid: sid, Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*", ...statement });
  return whole("A".repeat(size - whole("").length));
}
const table = (text: unknown, resourceArn = "arn:aws:dynamodb:eu-west-1:300000000001:table/orders"): PolicyTarget[] => [
  { type: "aws:dynamodb/resourcePolicy:ResourcePolicy", props: { resourceArn, policy: text } },
];
const role = (text: unknown): PolicyTarget[] => [{ type: "aws:iam/role:Role", props: { assumeRolePolicy: text } }];

describeRule(documentWithinQuota, {
  right: () => table(policy(1000)),
  refuses: [
    {
      fact: "a table's policy over its quota",
      change: () => table(policy(20_481)),
      says: /policy: AWS takes at most 20480 bytes here, got 20481/,
    },
    {
      fact: "a managed policy over its quota",
      change: () => [{ type: "aws:iam/policy:Policy", props: { policy: policy(6200) } }],
      says: /6144/,
    },
    { fact: "a trust policy over what AWS raises the quota to", change: () => role(policy(8193)), says: /8192/ },
    {
      fact: "a stream's policy over its quota",
      change: () => table(policy(20_481), "arn:aws:dynamodb:eu-west-1:300000000001:table/a/stream/b"),
    },
  ],
  accepts: [
    {
      fact: "a managed policy with white space, which AWS does not count",
      change: () => [{ type: "aws:iam/policy:Policy", props: { policy: JSON.stringify(JSON.parse(policy(5000)), undefined, 800) } }],
    },
    { fact: "a part of the quota below the one that is set", change: () => table(policy(20_000)), settings: { nearPercent: 99 } },
    {
      fact: "an SCP, of which another rule says so",
      change: () => [{ type: "aws:organizations/policy:Policy", props: { content: policy(20_000) } }],
    },
    { fact: "a policy that is unknown, since the size of no resource is", change: () => table(UNKNOWN_TEXT) },
  ],
  leavesOpen: [],
});

describe("document-within-quota before the quota is full", () => {
  const [rule] = policiesOf([documentWithinQuota]);
  const CASES: readonly (readonly [fact: string, targets: PolicyTarget[], says: RegExp])[] = [
    ["a policy that nearly fills it", table(policy(18_500)), /nearly fills the 20480 bytes/],
    [
      "a trust policy that AWS takes on request alone",
      role(policy(2049)),
      /takes 2048 characters here unless it raises the quota, got 2049/,
    ],
  ];
  for (const [fact, targets, says] of CASES) it(`advises of ${fact}`, () => expectUndecided(rule!, targets, { says }));
});
