import { arn, type Partition, parseArn } from "../../iam/arn.ts";
import type { ResourceClass } from "../classes/resources.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import { arnOf } from "../world/world-resource.ts";

/** A guardrail's policy, or what one is attached to. */
export interface GuardrailResource {
  readonly resource: ResourceClass;
  /** The ids of what the policy is attached to, or the target's own. */
  readonly targets: readonly string[];
}

/**
 * Actions that change a policy of the organization, and those that change where one is attached.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
const ON_POLICIES = ["UpdatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy"].map((name) => `organizations:${name}`);
const ON_TARGETS = ["AttachPolicy", "DetachPolicy"].map((name) => `organizations:${name}`);

/** Every guardrail that stacks make, and every root, unit and account that one is attached to. */
export function guardrailResources({ byName }: DeployedResources, partition: Partition): GuardrailResource[] {
  const resources = [...byName.values()];
  const attachments = resources.filter(({ type }) => type === "aws:organizations/policyAttachment:PolicyAttachment");
  const targetsOf = Map.groupBy(attachments, ({ inputs }) => String(inputs.policyId));
  const policies = resources
    .filter(({ type }) => type === "aws:organizations/policy:Policy")
    .flatMap((policy): (GuardrailResource & { readonly arn: string })[] => {
      const found = arnOf(policy);
      if (found === undefined) return [];
      const targets = (targetsOf.get(policy.id) ?? []).map(({ inputs }) => String(inputs.targetId));
      return [{ arn: found, targets, resource: classOf(found, "policy", ON_POLICIES) }];
    });
  const [first] = policies;
  const { accountId = "", resource: path = "" } = parseArn(first?.arn ?? "") ?? {};
  const organization = path.split("/")[1] ?? "";
  return [
    ...policies.map(({ resource, targets }) => ({ resource, targets })),
    ...[...new Set(policies.flatMap(({ targets }) => targets))].map((target) => {
      const type = typeOf(target);
      const named = arn({
        partition,
        accountId,
        region: "",
        service: "organizations",
        resource: `${type === "organizationalunit" ? "ou" : type}/${organization}/${target}`,
      });
      return { targets: [target], resource: classOf(named, type, ON_TARGETS) };
    }),
  ];
}

const typeOf = (target: string): string => (target.startsWith("r-") ? "root" : target.startsWith("ou-") ? "organizationalunit" : "account");

const classOf = (named: string, type: string, actions: readonly string[]): ResourceClass => ({
  what: { kind: "safeguard", account: "management", of: "guardrail" },
  arn: named,
  service: "organizations",
  type,
  account: "management",
  region: "",
  carries: {},
  actions,
  declared: undefined,
});
