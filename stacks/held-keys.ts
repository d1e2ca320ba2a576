import * as pulumi from "@pulumi/pulumi";
import { CustomerKey } from "../components/data/customer-key.ts";
import type { Encryption } from "../components/data/encryption.ts";
import { type KeyStatement, keyPolicy } from "../iam/key-policy.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import { render } from "../iam/render.ts";
import type { PlannedKey } from "../model/plan-accounts.ts";
import { type EncryptingService, keyAdministration } from "../sharing/key-administration.ts";
import { directKeyStatement } from "../sharing/resource-policy.ts";
import type { HeldGrant } from "./known-grants.ts";
import type { AccountContext } from "./layer.ts";

/** Statements that something which is encrypted brings to its key's policy. */
export interface KeyUse {
  readonly service: EncryptingService;
  readonly statements: readonly pulumi.Output<KeyStatement>[];
}

/** The policy of a key: who looks after it, and who uses it by what it encrypts. */
export function keyDocument(
  { account, plan }: AccountContext,
  name: string,
  region: string,
  services: readonly EncryptingService[],
  statements: readonly pulumi.Output<KeyStatement>[],
): pulumi.Output<string> {
  const { partition, deployRole, administrators } = plan.organization;
  const administration = keyAdministration({ partition, accountId: account.id, deployRole, administrators }, services, region);
  return pulumi
    .all([...statements])
    .apply((all) => render(keyPolicy(nonEmpty([...administration, ...all], "key policy")), { where: `key policy of ${name}` }));
}

/** A key that is declared by itself: who uses it directly, and what is encrypted under it. A key that exists is left as it is. */
export function holdKey(
  context: AccountContext,
  key: PlannedKey,
  grants: readonly HeldGrant[],
  uses: readonly KeyUse[],
): pulumi.Output<string> {
  if (key.existing !== undefined) return pulumi.output(key.existing);
  const services = [...new Set(uses.map(({ service }) => service))].sort();
  const statements = [...grants.map(({ known }) => known.apply(directKeyStatement)), ...uses.flatMap((use) => use.statements)];
  const made = new CustomerKey(
    `key-${key.name}`,
    {
      region: key.region,
      description: key.description ?? `The key ${key.name}`,
      policy: keyDocument(context, key.name, key.region, services, statements),
      alias: `palisade/key/${key.name}`,
      protected: key.deletion === "protected",
    },
    { provider: context.provider },
  );
  return made.arn;
}

/** What a declared encryption comes to: a key made for this alone with its policy, one that is declared or exists, or one of AWS's. */
export function encryptionOf(
  context: AccountContext,
  declared: PlannedKeyHolder,
  use: KeyUse,
  keys: ReadonlyMap<string, pulumi.Output<string>>,
): Encryption {
  const { encryption, name, region, alias } = declared;
  if (typeof encryption === "object") return { keyArn: keys.get(encryption.key) ?? encryption.key };
  if (encryption !== "own-key") return encryption;
  return { ownKey: { policy: keyDocument(context, name, region, [use.service], use.statements), alias } };
}

/** A table or secret that is encrypted. */
export interface PlannedKeyHolder {
  readonly name: string;
  readonly region: string;
  readonly encryption: "own-key" | "aws-managed" | "aws-owned" | { readonly key: string };
  /** Alias of its own key, where it gets one. */
  readonly alias: string;
}
