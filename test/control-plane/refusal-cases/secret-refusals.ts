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

const rotation = (secretId: string | undefined, more: Properties): Wanted => ({
  type: "aws:secretsmanager/secretRotation:SecretRotation",
  inputs: { secretId, rotationRules: { automaticallyAfterDays: 30 }, ...more },
});

function rotations(plane: ControlPlane): Readonly<Record<string, string>> {
  const trust = policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  const rotator = arnOf(plane, role("rotator", { assumeRolePolicy: trust }));
  const made = (region?: string) =>
    arnOf(plane, {
      type: "aws:lambda/function:Function",
      name: `rotate-${region ?? "here"}`,
      inputs: { name: "rotate", role: rotator, ...(region === undefined ? {} : { region }) },
    });
  return { ...secrets(plane), rotate: made(), far: made("eu-central-1") };
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
    fact: "a rotation by a function that does not exist",
    code: "AccessDeniedException",
    says: /cannot invoke the specified Lambda function/,
    given: rotations,
    refused: ({ own, rotate }) => rotation(own, { rotationLambdaArn: `${rotate}x` }),
    accepted: ({ own, rotate }) => rotation(own, { rotationLambdaArn: rotate }),
  },
  {
    fact: "a rotation by a function of another region",
    code: "InvalidParameterException",
    says: /another account or region/,
    given: rotations,
    refused: ({ own, rotate, far }) => rotation(own, { rotationLambdaArn: far ?? rotate }),
    accepted: ({ own, rotate }) => rotation(own, { rotationLambdaArn: rotate }),
  },
  {
    fact: "a rotation that comes after more than 1,000 days",
    code: "InvalidParameterException",
    says: /between 1 and 1000, got 1001/,
    given: rotations,
    refused: ({ own, rotate }) => rotation(own, { rotationLambdaArn: rotate, rotationRules: { automaticallyAfterDays: 1001 } }),
    accepted: ({ own, rotate }) => rotation(own, { rotationLambdaArn: rotate, rotationRules: { automaticallyAfterDays: 1000 } }),
  },
  {
    fact: "the rotation of a secret that does not exist",
    code: "ResourceNotFoundException",
    says: /can't find the specified secret/,
    given: rotations,
    refused: ({ own, rotate }) => rotation(`${own}x`, { rotationLambdaArn: rotate }),
    accepted: ({ own, rotate }) => rotation(own, { rotationLambdaArn: rotate }),
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
