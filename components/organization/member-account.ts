import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface MemberAccountArgs {
  readonly accountName: string;
  /** Address of its root user, which no other account has. */
  readonly email: string;
  /** Role that AWS makes in it, which the management account may take: the deploy role. */
  readonly roleName: string;
  readonly parentId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * An account of the organization that is made here. It is never closed, nor let go of, by a deployment.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
export class MemberAccount extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** Where it lies. */
  readonly parentId: pulumi.Output<string>;

  constructor(name: string, { accountName, email, roleName, parentId, tags }: MemberAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:organization:MemberAccount", name, {}, opts);
    const account = new aws.organizations.Account(
      `${name}-account`,
      { name: accountName, email, roleName, parentId, closeOnDeletion: false, tags },
      // AWS never returns the role's name; without this, it would read as changed and the account would be made anew.
      { parent: this, protect: true, retainOnDelete: true, ignoreChanges: ["roleName"] },
    );
    this.accountId = account.id;
    this.parentId = account.parentId;
    this.registerOutputs({ accountId: this.accountId, parentId: this.parentId });
  }
}
