import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../../model/short-hash.ts";

export interface AttachedPolicyArgs {
  /** Name of the policy in the organization, unique there. */
  readonly policyName: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  /** The document as JSON. */
  readonly content: pulumi.Input<string>;
  /** The organizational units or accounts that it is attached to, by stable names; none where other stacks attach it. */
  readonly targets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether a change makes another policy, which is attached before this one is detached. Without it a change updates the policy in place. */
  readonly isReplaced?: boolean;
  /** What is made or changed before the policy is. */
  readonly after?: readonly AttachedPolicy[];
}

const HASH_LENGTH = 8;

/** The policy's own name within the component of a name. */
export const policyOf = (name: string): string => `${name}-policy`;

/** An organization policy and its attachments; it is attached only once it is complete, and detached before it is deleted. */
export class AttachedPolicy extends pulumi.ComponentResource {
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: AttachedPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:guardrails:AttachedPolicy", name, {}, opts);
    const { policyName, description, type, content, isReplaced = false, after = [] } = args;
    // Names are unique in an organization, so that a policy and the one that replaces it have different ones.
    const policy = new aws.organizations.Policy(
      policyOf(name),
      {
        name: isReplaced ? pulumi.output(content).apply((text) => `${policyName}-${shortHash(text, HASH_LENGTH)}`) : policyName,
        description,
        type,
        content,
      },
      { parent: this, dependsOn: [...after], ...(isReplaced ? { replaceOnChanges: ["content"] } : {}) },
    );
    for (const [target, targetId] of Object.entries(args.targets)) {
      new aws.organizations.PolicyAttachment(`${name}-${target}`, { policyId: policy.id, targetId }, { parent: this });
    }
    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
