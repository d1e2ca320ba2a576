import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface MemberAccountArgs {
  /** Id of the account that exists. */
  readonly accountId: string;
}

/** An account of the organization that exists: looked up, so that a wrong id is found before anything is deployed to it, and never changed. */
export class MemberAccount extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;

  constructor(name: string, args: MemberAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:organization:MemberAccount", name, {}, opts);
    const account = aws.organizations.Account.get(`${name}-account`, args.accountId, undefined, { parent: this });
    this.accountId = account.id;
    this.registerOutputs({ accountId: this.accountId });
  }
}
