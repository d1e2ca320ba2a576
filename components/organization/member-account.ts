import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export type MemberAccountArgs =
  | {
      /** Id of the account that exists. */
      readonly accountId: string;
      /** The root or organizational unit that it must lie in; undefined where it may lie anywhere. */
      readonly parentId?: pulumi.Input<string>;
    }
  | {
      readonly accountName: string;
      /** Address of its root user, which no other account has. */
      readonly email: string;
      /** Role that AWS makes in it, which the management account may take: the deploy role. */
      readonly roleName: string;
      readonly parentId: pulumi.Input<string>;
      readonly tags: Readonly<Record<string, string>>;
    };

/**
 * An account of the organization. One that exists is looked up, so that a wrong id is found before anything is deployed to it, and never
 * changed. One that is made is never closed, nor let go of, by a deployment.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
export class MemberAccount extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** Where it lies. */
  readonly parentId: pulumi.Output<string>;

  constructor(name: string, args: MemberAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:organization:MemberAccount", name, {}, opts);
    if ("accountId" in args) {
      const account = aws.organizations.Account.get(`${name}-account`, args.accountId, undefined, { parent: this });
      const expected = args.parentId;
      this.parentId = account.parentId;
      this.accountId =
        expected === undefined
          ? account.id
          : pulumi.all([account.id, account.parentId, expected]).apply(([id, parentId, wanted]) => {
              const wrong = misplacement(name, parentId, wanted);
              if (wrong !== undefined) throw new pulumi.ResourceError(wrong, this);
              return id;
            });
    } else {
      const { accountName, email, roleName, parentId, tags } = args;
      const account = new aws.organizations.Account(
        `${name}-account`,
        { name: accountName, email, roleName, parentId, closeOnDeletion: false, tags },
        // AWS never returns the role's name; without this, it would read as changed and the account would be made anew.
        { parent: this, protect: true, retainOnDelete: true, ignoreChanges: ["roleName"] },
      );
      this.accountId = account.id;
      this.parentId = account.parentId;
    }
    this.registerOutputs({ accountId: this.accountId, parentId: this.parentId });
  }
}

/** What is wrong with where an account lies; guardrails of a unit bind only what lies in it. */
export function misplacement(name: string, parentId: string, wanted: string): string | undefined {
  if (parentId === wanted) return undefined;
  return `${name}: is not in its organizational unit, got ${JSON.stringify(parentId)}; move it to ${wanted}, or correct organizationalUnit`;
}
