import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import { ProtectedSecret } from "../../components/data/protected-secret.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import type { PlannedSecret } from "../../model/plan/planned-account.ts";
import { secretStatement } from "../../sharing/resource-policy.ts";
import type { NamedSecret } from "../../sharing/shared-resource.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import { tagsByKey } from "../wiring/providers.ts";
import type { DeployedKey, DeployedSecret } from "./deployed-data.ts";
import { encryptionOf, useBySecret } from "./encryption-uses.ts";
import type { GrantedSecret } from "./granted-data.ts";

/** Makes the account's secrets, without values, with their policies; of secrets that exist, writes the policies that may be written. */
export function makeSecrets(
  context: AccountContext,
  secrets: readonly GrantedSecret[],
  keys: ReadonlyMap<string, DeployedKey>,
): DeployedSecret[] {
  return secrets.map((granted) => {
    const { secret } = granted;
    const encryption = encryptionOf(
      context,
      { ...secret, resource: `secret-${secret.name}`, alias: `palisade/secret/${aliasOf(secret.name)}` },
      useBySecret(granted),
      keys,
    );
    const policy = secretDocument(context, granted);
    const named =
      secret.existing === undefined
        ? createSecret(context, secret, encryption, policy)
        : writePolicy(context, { ...secret, existing: secret.existing }, encryption, policy);
    return { name: secret.name, named };
  });
}

/** KMS takes letters, digits, `/`, `_` and `-` in an alias, and names of secrets may have more. */
const aliasOf = (name: string): string => name.replace(/[^a-zA-Z0-9/_-]/g, "-");

/** The policy of a secret as JSON; undefined where no grant stands in it. */
function secretDocument(context: AccountContext, { secret, grants }: GrantedSecret): pulumi.Output<string> | undefined {
  const shared = grants.filter(({ grant }) => grant.how === "resource-policy");
  if (shared.length === 0) return undefined;
  return pulumi.all(shared.map(({ deployed }) => deployed)).apply((all) => {
    const statements = statementsOf(context, `secret-${secret.name}-policy`, all, (grant) => [secretStatement(grant)]);
    return render(secretPolicy(nonEmpty(statements, "secret policy")), { where: `secret policy of ${secret.name}` });
  });
}

function createSecret(
  { provider }: AccountContext,
  { name, region, description, deletion, tags }: PlannedSecret,
  encryption: Encryption,
  resourcePolicy: pulumi.Output<string> | undefined,
): pulumi.Output<NamedSecret> {
  const made = new ProtectedSecret(
    `secret-${name}`,
    { secretName: name, region, description, encryption, resourcePolicy, protected: deletion === "protected", tags: tagsByKey(tags) },
    { provider },
  );
  return pulumi.all([made.arn, made.keyArn]).apply(([arn, keyArn]) => ({ arn, keyArn, region }));
}

/** Of a secret that exists, writes the policy where its entry allows it. The secret is looked up only where its key is not declared. */
function writePolicy(
  { provider }: AccountContext,
  { name, region, existing, writesPolicy }: PlannedSecret & { readonly existing: string },
  encryption: Encryption,
  policy: pulumi.Output<string> | undefined,
): pulumi.Output<NamedSecret> {
  if (writesPolicy && policy !== undefined) {
    new aws.secretsmanager.SecretPolicy(
      `secret-${name}-policy`,
      { region, secretArn: existing, policy, blockPublicPolicy: true },
      { provider },
    );
  }
  if (typeof encryption === "string") return pulumi.output({ arn: existing, keyArn: undefined, region });
  const keyArn =
    "keyArn" in encryption
      ? pulumi.output(encryption.keyArn)
      : aws.secretsmanager.getSecretOutput({ arn: existing, region }, { provider }).kmsKeyId;
  return keyArn.apply((key) => ({ arn: existing, keyArn: key === "" ? undefined : key, region }));
}
