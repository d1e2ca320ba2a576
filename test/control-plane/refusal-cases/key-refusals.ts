import type { Properties } from "../../../control-plane/properties.ts";
import { CONSUMER, make, OWNER, policy, role } from "../test-plane.ts";
import { arnOf, FOREIGN_ROLE, type RefusalCase, ROOT, twins } from "./refusal-case.ts";

const KEY = "aws:kms/key:Key";

const keyPolicy = (statement: Record<string, unknown>): Properties => ({
  policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }, statement),
});

export const KEY_REFUSALS: readonly RefusalCase[] = [
  {
    fact: "a key policy that names a role which does not exist",
    code: "MalformedPolicyDocumentException",
    says: /invalid principals/,
    given: (plane) => ({ etl: arnOf(plane, role("etl", {}, CONSUMER)) }),
    refused: () => ({
      type: KEY,
      inputs: keyPolicy({ Effect: "Allow", Principal: { AWS: `${FOREIGN_ROLE}s` }, Action: "kms:Decrypt", Resource: "*" }),
    }),
    accepted: ({ etl }) => ({
      type: KEY,
      inputs: keyPolicy({ Effect: "Allow", Principal: { AWS: etl }, Action: "kms:Decrypt", Resource: "*" }),
    }),
  },
  {
    fact: "a key policy that lets nobody change it again",
    code: "MalformedPolicyDocumentException",
    says: /will not allow you to update the key policy/,
    ...twins(
      KEY,
      { policy: policy({ Effect: "Allow", Principal: { AWS: CONSUMER.account }, Action: "kms:*", Resource: "*" }) },
      { policy: policy({ Effect: "Allow", Principal: { AWS: OWNER.account }, Action: "kms:*", Resource: "*" }) },
    ),
  },
  {
    fact: "a key policy whose Deny locks its writer out",
    code: "MalformedPolicyDocumentException",
    says: /will not allow you to update the key policy/,
    ...twins(
      KEY,
      keyPolicy({
        Effect: "Deny",
        Principal: "*",
        Action: "kms:*",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
      }),
      keyPolicy({
        Effect: "Deny",
        Principal: "*",
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
      }),
    ),
  },
  {
    fact: "a key policy with an action of another service",
    code: "MalformedPolicyDocumentException",
    says: /invalid actions/,
    ...twins(
      KEY,
      keyPolicy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "dynamodb:GetItem", Resource: "*" }),
      keyPolicy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:Decrypt", Resource: "*" }),
    ),
  },
  {
    fact: "a key policy of more than 32 KB",
    code: "LimitExceededException",
    says: /32768 bytes/,
    ...twins(
      KEY,
      keyPolicy({
        Effect: "Allow",
        Principal: { AWS: ROOT },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "x".repeat(33_000) } },
      }),
      keyPolicy({
        Effect: "Allow",
        Principal: { AWS: ROOT },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "x".repeat(32_000) } },
      }),
    ),
  },
  {
    fact: "an alias of a key that does not exist",
    code: "NotFoundException",
    says: /Key 'none' does not exist/,
    given: (plane) => ({ key: make(plane, { type: KEY, name: "key", inputs: {} }).id }),
    refused: () => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: "none" } }),
    accepted: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: key } }),
  },
  {
    fact: "an alias that is taken",
    code: "AlreadyExistsException",
    says: /alias\/orders already exists/,
    given: (plane) => {
      const key = make(plane, { type: KEY, name: "key", inputs: {} }).id;
      make(plane, { type: "aws:kms/alias:Alias", name: "first", inputs: { name: "alias/orders", targetKeyId: key } });
      return { key };
    },
    refused: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: key } }),
    accepted: ({ key }) => ({ type: "aws:kms/alias:Alias", inputs: { name: "alias/carts", targetKeyId: key } }),
  },
  {
    fact: "a waiting period of six days before a key is deleted",
    code: "ValidationException",
    says: /deletionWindowInDays/,
    ...twins(KEY, { deletionWindowInDays: 6 }, { deletionWindowInDays: 7 }),
  },
];
