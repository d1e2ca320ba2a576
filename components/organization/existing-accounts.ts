import * as pulumi from "@pulumi/pulumi";

export interface ExistingAccountsArgs {
  /** The root or organizational unit that each account lies in, by the account's id. */
  readonly parents: Readonly<Record<string, string>>;
}

/**
 * The accounts that exist already, as the state keeps them. They are looked up together and never changed, so that no account is a resource
 * of its own; with where each lies in the state, an export of the stack says which policies bind it.
 */
export class ExistingAccounts extends pulumi.ComponentResource {
  readonly parents: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, { parents }: ExistingAccountsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:organization:ExistingAccounts", name, {}, opts);
    this.parents = pulumi.output(parents);
    this.registerOutputs({ parents });
  }
}
