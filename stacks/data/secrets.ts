import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import { ProtectedSecret } from "../../components/data/protected-secret.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { secretPolicy } from "../../iam/secret-policy.ts";
import type { PlannedSecret } from "../../model/plan/planned-account.ts";
import { keyStatement, secretStatement } from "../../sharing/resource-policy.ts";
import type { NamedSecret } from "../../sharing/shared-resource.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import type { ReadGrant } from "../wiring/read-grants.ts";
import type { KeyUse } from "./keys.ts";

/** What a secret brings to the policy of its key: whoever reads or writes it. */
export function keyUseOfSecret({ origin, name, region, encryption }: PlannedSecret, grants: readonly ReadGrant[]): KeyUse {
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

/** Makes a secret without a value, or writes the policy of one that exists and may be added to. */
export function holdSecret(
  context: AccountContext,
  secret: PlannedSecret,
  grants: readonly ReadGrant[],
  encryption: Encryption,
): pulumi.Output<NamedSecret> {
  const { name, region } = secret;
  const shared = grants.filter(({ grant }) => grant.how === "resource-policy");
  const policy =
    shared.length === 0
      ? undefined
      : pulumi.all(shared.map(({ deployed }) => deployed)).apply((all) => {
          const statements = statementsOf(context, `secret-${name}-policy`, all, (grant) => [secretStatement(grant)]);
          return render(secretPolicy(nonEmpty(statements, "secret policy")), { where: `secret policy of ${name}` });
        });
  if (secret.existing !== undefined) return holdExisting(context, { ...secret, existing: secret.existing }, encryption, policy);
  const made = new ProtectedSecret(
    `secret-${name}`,
    {
      secretName: name,
      region,
      description: secret.description,
      encryption,
      resourcePolicy: policy,
      protected: secret.deletion === "protected",
    },
    { provider: context.provider },
  );
  return pulumi.all([made.arn, made.keyArn]).apply(([arn, keyArn]) => ({ arn, keyArn, region }));
}

/** A secret that exists is looked up only where its key is not declared. */
function holdExisting(
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
