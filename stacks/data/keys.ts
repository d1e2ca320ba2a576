import * as pulumi from "@pulumi/pulumi";
import { CustomerKey } from "../../components/data/customer-key.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { tagsByKey } from "../wiring/providers.ts";
import type { DeployedKey } from "./deployed-data.ts";
import { type EncryptionUse, useBySecret, useByTable } from "./encryption-uses.ts";
import type { GrantedData, GrantedKey } from "./granted-data.ts";
import { keyDocument } from "./key-policy.ts";
import { directKeyUse, isUnder } from "./key-uses.ts";

/** The account's declared keys by name: made with their policies, or, where they exist, left as they are. */
export function makeKeys(context: AccountContext, { keys, tables, secrets }: GrantedData): ReadonlyMap<string, DeployedKey> {
  return new Map(
    keys.map((granted) => {
      const { key } = granted;
      const uses = [
        ...tables.filter(({ table }) => isUnder(table, key)).map((table) => useByTable(context, table)),
        ...secrets.filter(({ secret }) => isUnder(secret, key)).map(useBySecret),
      ];
      return [key.name, { arn: keyArnOf(context, granted, uses), region: key.region }] as const;
    }),
  );
}

function keyArnOf(context: AccountContext, { key, grants }: GrantedKey, uses: readonly EncryptionUse[]): pulumi.Output<string> {
  if (key.existing !== undefined) return pulumi.output(key.existing);
  const services = [...new Set(uses.map(({ service }) => service))].sort();
  const direct = pulumi.all(grants.map(({ deployed }) => deployed)).apply(directKeyUse);
  const resource = `key-${key.name}`;
  const made = new CustomerKey(
    resource,
    {
      region: key.region,
      description: key.description ?? `The key ${key.name}`,
      policy: keyDocument(context, {
        resource: `${resource}-key`,
        name: key.name,
        region: key.region,
        services,
        uses: [direct, ...uses.map(({ use }) => use)],
      }),
      alias: `palisade/key/${key.name}`,
      protected: key.deletion === "protected",
      tags: tagsByKey(key.tags),
    },
    { provider: context.provider },
  );
  return made.arn;
}
