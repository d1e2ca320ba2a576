import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import type { Tag } from "../../model/plan/planned-tags.ts";
import type { EncryptingService } from "../../sharing/key-administration.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { tagsByKey } from "../wiring/providers.ts";
import type { DeployedKey } from "./deployed-data.ts";
import { type GrantedSecret, type GrantedTable, knownTable } from "./granted-data.ts";
import { keyDocument } from "./key-policy.ts";
import { type KeyUse, secretKeyUse, tableKeyUse } from "./key-uses.ts";

/** What a table or secret adds to the policy of the key that encrypts it. */
export interface EncryptionUse {
  readonly service: EncryptingService;
  readonly use: pulumi.Output<KeyUse>;
}

/** What a table adds to the policy of its key. */
export const useByTable = (context: AccountContext, granted: GrantedTable): EncryptionUse => ({
  service: "dynamodb",
  use: knownTable(granted).apply((known) => tableKeyUse(context, known)),
});

/** What a secret adds to the policy of its key. */
export const useBySecret = ({ secret, grants }: GrantedSecret): EncryptionUse => ({
  service: "secretsmanager",
  use: pulumi.all(grants.map(({ deployed }) => deployed)).apply((known) => secretKeyUse(secret, known)),
});

/** What decides the encryption of a table or secret. */
export interface ResourceToEncrypt {
  readonly name: string;
  readonly region: string;
  readonly encryption: "own-key" | "aws-managed" | "aws-owned" | { readonly key: string };
  /** Logical name of the component that makes it. */
  readonly resource: string;
  /** Alias of its own key, where it gets one. */
  readonly alias: string;
  readonly tags: readonly Tag[];
}

/** The key of a table or secret: one that is made for it alone, a declared or existing one, or one of AWS's. */
export function encryptionOf(
  context: AccountContext,
  { encryption, name, region, alias, resource, tags }: ResourceToEncrypt,
  { service, use }: EncryptionUse,
  keys: ReadonlyMap<string, DeployedKey>,
): Encryption {
  if (typeof encryption === "object") return { keyArn: keys.get(encryption.key)?.arn ?? encryption.key };
  if (encryption !== "own-key") return encryption;
  return {
    ownKey: {
      policy: keyDocument(context, { resource: `${resource}-key`, name, region, services: [service], uses: [use] }),
      alias,
      tags: tagsByKey(tags),
    },
  };
}
