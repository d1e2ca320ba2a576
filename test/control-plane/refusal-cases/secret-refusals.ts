import type { ControlPlane } from "../../../control-plane/control-plane.ts";
import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, policy, role, type Wanted } from "../test-plane.ts";
import { arnOf, FOREIGN_ROLE, type RefusalCase, ROOT, twins } from "./refusal-case.ts";

const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const secretPolicy = (arn: string | undefined, statement: Record<string, unknown>, more: Properties = {}): Wanted => ({
  type: SECRET_POLICY,
  inputs: {
    secretArn: arn,
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "secretsmanager:GetSecretValue", Resource: "*", ...statement }),
    ...more,
  },
});

function secrets(plane: ControlPlane): Readonly<Record<string, string>> {
  const key = arnOf(plane, { type: "aws:kms/key:Key", name: "key", inputs: {} });
  const own = arnOf(plane, { type: "aws:secretsmanager/secret:Secret", name: "own", inputs: { name: "own", kmsKeyId: key } });
  const managed = arnOf(plane, { type: "aws:secretsmanager/secret:Secret", name: "managed", inputs: { name: "managed" } });
  return { own, managed, etl: arnOf(plane, role("etl", {}, CONSUMER)) };
}

export const SECRET_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "sharing a secret under the AWS managed key",
    code: "InvalidParameterException",
    says: /default KMS service key.*shared with 200000000003/,
    given: secrets,
    refused: ({ managed, etl }) => secretPolicy(managed, { Principal: { AWS: etl } }),
    accepted: ({ own, etl }) => secretPolicy(own, { Principal: { AWS: etl } }),
  },
  {
    fact: "a secret's policy that names a role which does not exist",
    code: "MalformedPolicyDocumentException",
    says: /unsupported principal/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Principal: { AWS: `${FOREIGN_ROLE}s` } }),
    accepted: ({ own, etl }) => secretPolicy(own, { Principal: { AWS: etl } }),
  },
  {
    fact: "a public policy of a secret that blocks them",
    code: "PublicPolicyException",
    says: /public/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Principal: "*" }, { blockPublicPolicy: true }),
    accepted: ({ own }) => secretPolicy(own, { Principal: "*" }),
  },
  {
    fact: "an unknown action on a secret",
    code: "MalformedPolicyDocumentException",
    says: /invalid action/,
    given: secrets,
    refused: ({ own }) => secretPolicy(own, { Action: "secretsmanager:GetSecret" }),
    accepted: ({ own }) => secretPolicy(own, { Action: "secretsmanager:Get*" }),
  },
  {
    fact: "a second secret of the same name",
    code: "ResourceExistsException",
    says: /the secret own already exists/,
    given: secrets,
    ...twins("aws:secretsmanager/secret:Secret", { name: "own" }, { name: "other" }),
  },
  {
    fact: "a version of a secret that does not exist",
    code: "ResourceNotFoundException",
    says: /can't find the specified secret/,
    given: secrets,
    refused: ({ own }) => ({ type: "aws:secretsmanager/secretVersion:SecretVersion", inputs: { secretId: `${own}x`, secretString: "s" } }),
    accepted: ({ own }) => ({ type: "aws:secretsmanager/secretVersion:SecretVersion", inputs: { secretId: own, secretString: "s" } }),
  },
];
