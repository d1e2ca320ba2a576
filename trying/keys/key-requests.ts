import { keyArn, parseArn, partitionOf } from "../../iam/arn.ts";
import type { ContextValues } from "../../proof/engine/request-context.ts";
import type { AskedRequest } from "../asked-request.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, textIn, textsIn } from "../request-input.ts";
import { keyOfCiphertext } from "./local-keys.ts";

/** Where a call is made: the account of its caller and the region that it is signed for. */
interface KeyPlace {
  readonly accountId: string;
  readonly region: string;
}

/** The ARN of a key or alias that a call names by id, alias or ARN. */
export function keyArnOf(given: string, { accountId, region }: KeyPlace): string {
  if (parseArn(given) !== undefined) return given;
  const [key] = [keyArn({ partition: partitionOf(region), accountId, region, keyId: given })];
  return given.startsWith("alias/") ? key.replace(":key/", ":") : key;
}

/** What conditions know of an encryption context. https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function contextKeys(context: Readonly<Record<string, string>>): ContextValues {
  const entries = Object.entries(context);
  if (entries.length === 0) return {};
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [`kms:EncryptionContext:${key}`, value])),
    "kms:EncryptionContextKeys": entries.map(([key]) => key),
  };
}

const ALGORITHM = { "kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT" };

/** The bytes of a field in base64. */
export const bytesIn = (input: Input, field: string): Buffer => Buffer.from(textIn(input, field) ?? "", "base64");

/** What a call of KMS asks of AWS's authorization. */
export function keyRequests(operation: string, input: Input, place: KeyPlace): readonly AskedRequest[] | Refusal {
  const named = textIn(input, "KeyId");
  const at = (field: string): string | undefined => {
    const given = textIn(input, field);
    return given === undefined ? undefined : keyArnOf(given, place);
  };
  if (operation === "Decrypt" || operation === "ReEncrypt") {
    const from = keyOfCiphertext(bytesIn(input, "CiphertextBlob"));
    if (from === undefined) return refused("InvalidCiphertextException", "The ciphertext was not made by this stand-in for KMS");
    const context = (field: string) => ({ ...contextKeys(textsIn(input, field)), ...ALGORITHM });
    if (operation === "Decrypt") return [{ action: "kms:Decrypt", resource: at("KeyId") ?? from, context: context("EncryptionContext") }];
    const to = at("DestinationKeyId");
    if (to === undefined) return refused("ValidationException", "DestinationKeyId is missing");
    return [
      { action: "kms:ReEncryptFrom", resource: at("SourceKeyId") ?? from, context: context("SourceEncryptionContext") },
      { action: "kms:ReEncryptTo", resource: to, context: context("DestinationEncryptionContext") },
    ];
  }
  if (named === undefined) return [{ action: `kms:${operation}`, resource: "*", context: {} }];
  const algorithm = operation === "Encrypt" || operation.startsWith("GenerateDataKey") ? ALGORITHM : {};
  return [
    {
      action: `kms:${operation}`,
      resource: keyArnOf(named, place),
      context: { ...contextKeys(textsIn(input, "EncryptionContext")), ...algorithm },
    },
  ];
}
