import * as pulumi from "@pulumi/pulumi";
import { keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import type { EncryptingService } from "../../sharing/key-administration.ts";
import { type AccountContext, reported } from "../wiring/layer.ts";
import { type KeyUse, keyPolicyStatements } from "./key-uses.ts";

/** A key whose policy is written. */
export interface WrittenKey {
  /** Logical name of the key. */
  readonly resource: string;
  readonly name: string;
  readonly region: string;
  /** The services that encrypt with it. */
  readonly services: readonly EncryptingService[];
  readonly uses: readonly pulumi.Output<KeyUse>[];
}

/** The policy of a key as JSON: its administration, and a statement for each use. */
export const keyDocument = (context: AccountContext, { resource, name, uses, ...key }: WrittenKey): pulumi.Output<string> =>
  pulumi.all([...uses]).apply((known) => {
    const { own, ofUses } = keyPolicyStatements(context, key, known);
    return render(keyPolicy(nonEmpty([...own, ...reported(context, resource, ofUses)], "key policy")), { where: `key policy of ${name}` });
  });
