import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import type { KeyStatement } from "../../iam/key-policy.ts";
import type { EncryptingService } from "../../sharing/key-administration.ts";
import { replicationKeyStatement } from "../../sharing/replication.ts";
import { accountKeyStatement, keyStatement } from "../../sharing/resource-policy.ts";
import { tenantKeyStatement } from "../../sharing/tenants.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { isByAccessRole } from "../wiring/read-grants.ts";
import type { DeployedKey } from "./deployed-data.ts";
import type { GrantedSecret, GrantedTable } from "./granted-data.ts";
import { type KeyUse, keyDocument } from "./key-policy.ts";

/** What a table or secret adds to the policy of the key that encrypts it. */
export interface EncryptionUse extends KeyUse {
  readonly service: EncryptingService;
}

/**
 * What a table adds to the policy of its key: its consumers, its tenants and its replication. The key of an ordinary table names no access role:
 * the account is let in through DynamoDB, and an access role's own permissions name the key. So the policy does not grow with consumers by role.
 */
export function tableKeyUse(context: AccountContext, { table, grants, tenantRole, replicas }: GrantedTable): EncryptionUse {
  const { region, encryption } = table;
  const encrypted = { service: "dynamodb", region, ...(typeof encryption === "object" ? { name: table.name } : {}) } as const;
  const isSensitive = table.classification === "sensitive";
  const place = { partition: context.plan.organization.partition, accountId: context.account.id };
  const others: pulumi.Output<KeyStatement>[] = [
    ...(tenantRole === undefined ? [] : [tenantRole.apply((role) => tenantKeyStatement(table.name, role, region))]),
    ...(replicas.length === 0 ? [] : [pulumi.output(replicationKeyStatement(replicas))]),
  ];
  return {
    service: "dynamodb",
    grants: isSensitive ? grants : grants.filter(({ grant }) => !isByAccessRole(grant)),
    statement: (grant) => keyStatement(grant, encrypted),
    others,
    ofTheAccount: isSensitive ? [] : [accountKeyStatement(place, encrypted)],
    origin: table.origin,
  };
}

/** What a secret adds to the policy of its key: its consumers. */
export function secretKeyUse({ secret, grants }: GrantedSecret): EncryptionUse {
  const { origin, name, region, encryption } = secret;
  const encrypted = { service: "secretsmanager", region, ...(typeof encryption === "object" ? { name } : {}) } as const;
  return {
    service: "secretsmanager",
    grants,
    statement: (grant) => keyStatement(grant, encrypted),
    others: [],
    ofTheAccount: [],
    origin,
  };
}

/** What decides the encryption of a table or secret. */
export interface ResourceToEncrypt {
  readonly name: string;
  readonly region: string;
  readonly encryption: "own-key" | "aws-managed" | "aws-owned" | { readonly key: string };
  /** Logical name of the component that makes it. */
  readonly resource: string;
  /** Alias of its own key, where it gets one. */
  readonly alias: string;
}

/** The key of a table or secret: one that is made for it alone, a declared or existing one, or one of AWS's. */
export function encryptionOf(
  context: AccountContext,
  { encryption, name, region, alias, resource }: ResourceToEncrypt,
  use: EncryptionUse,
  keys: ReadonlyMap<string, DeployedKey>,
): Encryption {
  if (typeof encryption === "object") return { keyArn: keys.get(encryption.key)?.arn ?? encryption.key };
  if (encryption !== "own-key") return encryption;
  return {
    ownKey: { policy: keyDocument(context, { resource: `${resource}-key`, name, region, services: [use.service], uses: [use] }), alias },
  };
}
