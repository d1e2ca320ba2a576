import * as pulumi from "@pulumi/pulumi";
import { makeKey, type OwnKey } from "./encryption.ts";

export interface CustomerKeyArgs extends OwnKey {
  readonly region: string;
  readonly description: string;
  /** Whether neither key nor alias may be deleted. */
  readonly protected: boolean;
}

/** A key that is declared by itself and used directly, or by several tables and secrets. */
export class CustomerKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CustomerKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:data:CustomerKey", name, {}, opts);
    this.arn = makeKey(name, args, { parent: this, protect: args.protected });
    this.registerOutputs({ arn: this.arn });
  }
}
