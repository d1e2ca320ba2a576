import * as pulumi from "@pulumi/pulumi";
import { CustomerKey } from "../../components/data/customer-key.ts";
import type { Encryption } from "../../components/data/encryption.ts";
import { type KeyStatement, keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { PlannedKey } from "../../model/plan/planned-account.ts";
import type { DeployedGrant } from "../../sharing/deployed-grant.ts";
import { type EncryptingService, keyAdministration } from "../../sharing/key-administration.ts";
import { directKeyStatement } from "../../sharing/resource-policy.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import type { ReadGrant } from "../wiring/read-grants.ts";

/** Whom something that is encrypted brings to its key's policy. */
export interface KeyUse {
  readonly service: EncryptingService;
  readonly grants: readonly ReadGrant[];
  /** What the policy says of one of the grants. */
  readonly statement: (grant: DeployedGrant) => KeyStatement;
  /** What it says besides, with where that is declared. */
  readonly others: readonly pulumi.Output<KeyStatement>[];
  /** What no grant brings: that the account's own permissions decide who uses what is encrypted. */
  readonly ofTheAccount: readonly KeyStatement[];
  readonly origin: Origin;
}

interface KeyPolicyOf {
  /** Logical name of the key. */
  readonly resource: string;
  readonly name: string;
  readonly region: string;
  readonly services: readonly EncryptingService[];
  readonly uses: readonly Omit<KeyUse, "service">[];
}

/** The policy of a key: who looks after it, and who uses it by what it encrypts. */
function keyDocument(context: AccountContext, { resource, name, region, services, uses }: KeyPolicyOf): pulumi.Output<string> {
  const { account, plan, stack, trace } = context;
  const { partition, deployRole, administrators } = plan.organization;
  const administration = keyAdministration({ partition, accountId: account.id, deployRole, administrators }, services, region);
  const statements = uses.flatMap(({ grants, statement, others, origin }) => [
    pulumi.all(grants.map(({ deployed }) => deployed)).apply((all) => statementsOf(context, resource, all, (grant) => [statement(grant)])),
    ...others.map((other) =>
      other.apply((known) => {
        trace({ stack, resource, statement: known.sid, origin });
        return [known];
      }),
    ),
  ]);
  return pulumi.all(statements).apply((all) =>
    render(keyPolicy(nonEmpty([...administration, ...uses.flatMap((use) => use.ofTheAccount), ...all.flat()], "key policy")), {
      where: `key policy of ${name}`,
    }),
  );
}

/** A key that is declared by itself: who uses it directly, and what is encrypted under it. A key that exists is left as it is. */
export function holdKey(
  context: AccountContext,
  key: PlannedKey,
  grants: readonly ReadGrant[],
  uses: readonly KeyUse[],
): pulumi.Output<string> {
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

/** What a declared encryption comes to: a key made for this alone with its policy, one that is declared or exists, or one of AWS's. */
export function encryptionOf(
  context: AccountContext,
  declared: PlannedKeyHolder,
  use: KeyUse,
  keys: ReadonlyMap<string, pulumi.Output<string>>,
): Encryption {
  const { encryption, name, region, alias, resource } = declared;
  if (typeof encryption === "object") return { keyArn: keys.get(encryption.key) ?? encryption.key };
  if (encryption !== "own-key") return encryption;
  return {
    ownKey: { policy: keyDocument(context, { resource: `${resource}-key`, name, region, services: [use.service], uses: [use] }), alias },
  };
}

/** A table or secret that is encrypted. */
export interface PlannedKeyHolder {
  readonly name: string;
  readonly region: string;
  readonly encryption: "own-key" | "aws-managed" | "aws-owned" | { readonly key: string };
  /** Logical name of the component that holds it. */
  readonly resource: string;
  /** Alias of its own key, where it gets one. */
  readonly alias: string;
}
