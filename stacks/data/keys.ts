import * as pulumi from "@pulumi/pulumi";
import { CustomerKey } from "../../components/data/customer-key.ts";
import type { DeclaredEncryption } from "../../model/schema/data.ts";
import { directKeyStatement } from "../../sharing/resource-policy.ts";
import type { AccountContext } from "../wiring/layer.ts";
import type { DeployedKey } from "./deployed-data.ts";
import { type EncryptionUse, secretKeyUse, tableKeyUse } from "./encryption-uses.ts";
import type { GrantedData, GrantedKey } from "./granted-data.ts";
import { keyDocument } from "./key-policy.ts";

/** The account's declared keys by name: made with their policies, or, where they exist, left as they are. */
export function makeKeys(context: AccountContext, { keys, tables, secrets }: GrantedData): ReadonlyMap<string, DeployedKey> {
  return new Map(
    keys.map((granted) => {
      const { name, region } = granted.key;
      const uses = [
        ...tables.filter(({ table }) => isUnder(table, name)).map((table) => tableKeyUse(context, table)),
        ...secrets.filter(({ secret }) => isUnder(secret, name)).map(secretKeyUse),
      ];
      return [name, { arn: keyArnOf(context, granted, uses), region }] as const;
    }),
  );
}

/** Whether a table or secret is encrypted under the declared key of a name. */
const isUnder = ({ encryption }: { readonly encryption: DeclaredEncryption }, key: string): boolean =>
  typeof encryption === "object" && encryption.key === key;

function keyArnOf(context: AccountContext, { key, grants }: GrantedKey, uses: readonly EncryptionUse[]): pulumi.Output<string> {
  if (key.existing !== undefined) return pulumi.output(key.existing);
  const services = [...new Set(uses.map(({ service }) => service))].sort();
  const direct = { grants, statement: directKeyStatement, others: [], ofTheAccount: [], origin: key.origin };
  const resource = `key-${key.name}`;
  const made = new CustomerKey(
    resource,
    {
      region: key.region,
      description: key.description ?? `The key ${key.name}`,
      policy: keyDocument(context, { resource: `${resource}-key`, name: key.name, region: key.region, services, uses: [direct, ...uses] }),
      alias: `palisade/key/${key.name}`,
      protected: key.deletion === "protected",
    },
    { provider: context.provider },
  );
  return made.arn;
}
