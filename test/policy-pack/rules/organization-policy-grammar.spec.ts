import { QUOTAS } from "../../../iam/quota.ts";
import { organizationPolicyGrammar } from "../../../policy-pack/rules/organization-policy-grammar.ts";
import { changed, describeRule, type PolicyTarget, policyOf, UNKNOWN_TEXT } from "../describe-rule.ts";

const DENY = { Sid: "DenyLeaving", Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" };
const DENY_ON_RESOURCES = { Sid: "DenyOthers", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" };

const scp = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  { type: "aws:organizations/policy:Policy", name: "scp", props: { content: policyOf(changed(DENY, change)) } },
];
const rcp = (change: Record<string, unknown> = {}): PolicyTarget[] => [
  {
    type: "aws:organizations/policy:Policy",
    name: "rcp",
    props: { type: "RESOURCE_CONTROL_POLICY", content: policyOf(changed(DENY_ON_RESOURCES, change)) },
  },
];

/** Resources that make a document as large as the quota and so many bytes more. */
function filling(build: (change: Record<string, unknown>) => PolicyTarget[], limit: number, more: number): PolicyTarget[] {
  const empty = String(build({ Resource: "" })[0]!.props["content"]).length;
  return build({ Resource: "a".repeat(limit - empty + more) });
}
const SCP_BYTES = QUOTAS.serviceControlPolicySize.value;
const RCP_BYTES = QUOTAS.resourceControlPolicySize.value;

describeRule(organizationPolicyGrammar, {
  right: () => [...scp(), ...rcp()],
  refuses: [
    { fact: "an SCP with a principal", change: () => scp({ Principal: "*" }), says: /an SCP names no principal/ },
    { fact: "an SCP without actions", change: () => scp({ Action: undefined }), says: /no action is named/ },
    { fact: "an SCP without resources", change: () => scp({ Resource: undefined }), says: /no resource is named/ },
    {
      fact: "an SCP that allows some resources",
      change: () => scp({ Effect: "Allow", Resource: "arn:aws:s3:::a" }),
      says: /for all resources/,
    },
    {
      fact: "an SCP that allows all resources but some",
      change: () => scp({ Effect: "Allow", Resource: undefined, NotResource: "arn:aws:s3:::a" }),
    },
    { fact: "a Sid with a hyphen", change: () => scp({ Sid: "deny-leaving" }), says: /"deny-leaving"/ },
    {
      fact: "an SCP one byte larger than its quota",
      change: () => filling(scp, SCP_BYTES, 1),
      says: /larger than the 10240 bytes.*got 10241/,
    },
    { fact: "an RCP that allows", change: () => rcp({ Effect: "Allow" }), says: /only denies, got "Allow"/ },
    { fact: "an RCP without effect", change: () => rcp({ Effect: undefined }), says: /only denies, got nothing; write "Deny"/ },
    { fact: "an RCP for one principal", change: () => rcp({ Principal: { AWS: "300000000001" } }), says: /for every principal/ },
    { fact: "an RCP for a service", change: () => rcp({ Principal: { Service: "*" } }) },
    { fact: "an RCP for all but one principal", change: () => rcp({ Principal: undefined, NotPrincipal: { AWS: "300000000001" } }) },
    { fact: "an RCP without principal", change: () => rcp({ Principal: undefined }) },
    { fact: "an RCP with all but some actions", change: () => rcp({ Action: undefined, NotAction: "s3:*" }), says: /lists its actions/ },
    { fact: "an RCP for all services", change: () => rcp({ Action: "*" }), says: /service prefix/ },
    { fact: "an RCP one byte larger than its quota", change: () => filling(rcp, RCP_BYTES, 1), says: /larger than the 5120 bytes/ },
  ],
  accepts: [
    { fact: "an SCP as large as its quota", change: () => filling(scp, SCP_BYTES, 0) },
    { fact: "an RCP as large as its quota", change: () => filling(rcp, RCP_BYTES, 0) },
    { fact: "an SCP that allows everything", change: () => scp({ Effect: "Allow", Action: "*" }) },
    { fact: "an SCP with all but some actions", change: () => scp({ Action: undefined, NotAction: "iam:*" }) },
    { fact: "an RCP with all but some resources", change: () => rcp({ Resource: undefined, NotResource: "arn:aws:s3:::a" }) },
    { fact: "a principal where it belongs", change: () => rcp({ Principal: { AWS: "*" } }) },
  ],
  leavesOpen: [
    { fact: "a policy that is unknown", change: () => [{ type: "aws:organizations/policy:Policy", props: { content: UNKNOWN_TEXT } }] },
  ],
});
