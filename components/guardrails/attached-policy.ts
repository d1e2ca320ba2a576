import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface AttachedPolicyArgs {
  /** Name of the policy in the organization, unique there. */
  readonly policyName: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  /** The document as JSON. */
  readonly content: pulumi.Input<string>;
  /** The organizational units or accounts that it is attached to, by stable names; none where other stacks attach it. */
  readonly targets: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The policy's own name within the component of a name. */
export const policyOf = (name: string): string => `${name}-policy`;

/** An organization policy and its attachments; it is attached only once it is complete, and detached before it is deleted. */
export class AttachedPolicy extends pulumi.ComponentResource {
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: AttachedPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:guardrails:AttachedPolicy", name, {}, opts);
    const { policyName, description, type, content } = args;
    const policy = new aws.organizations.Policy(policyOf(name), { name: policyName, description, type, content }, { parent: this });
    for (const [target, targetId] of Object.entries(args.targets)) {
      new aws.organizations.PolicyAttachment(`${name}-${target}`, { policyId: policy.id, targetId }, { parent: this });
    }
    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
