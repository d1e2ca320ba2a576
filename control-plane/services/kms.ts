import { allowsRequester, deniesRequester } from "../documents/caller-check.ts";
import { madeUp } from "../made-up.ts";
import { arnFields, globalArn, type Place, regionalArn } from "../place.ts";
import { textOf } from "../properties.ts";
import { keyOf, type Resource } from "../resource.ts";
import { type DataSource, type Facts, type Requirement, type ResourceType, requirement, type Subject } from "../resource-type.ts";

const KEY_TOKEN = "aws:kms/key:Key";
const ALIAS_TOKEN = "aws:kms/alias:Alias";
const LONGEST_ALIAS = 256;
const WINDOW_DAYS = [7, 30] as const;
const ROTATION_DAYS = [90, 2560] as const;

/** The ARN of the account's AWS managed key for a service, e.g. `dynamodb`. */
function awsManagedKeyArn(place: Place, service: string): string {
  return regionalArn(place, "kms", `key/${madeUp("aws managed key", place.account, place.region, service).uuid()}`);
}

/** Whether a service's key, given as input, is the account's AWS managed key, which cannot be shared. */
export function isAwsManagedKey(place: Place, service: string, key: string): boolean {
  return key === `alias/aws/${service}` || key.endsWith(`:alias/aws/${service}`) || key === awsManagedKeyArn(place, service);
}

/** The control plane's key of a KMS key, which is given by id, ARN, alias or alias ARN. */
export function keyReference(place: Place, given: string): string {
  if (arnFields(given) !== undefined) return given;
  if (given.startsWith("alias/")) return regionalArn(place, "kms", given);
  return keyOf(KEY_TOKEN, place.account, place.region, given);
}

/** A requirement of a customer managed key for a service's encryption. None for the AWS managed key. */
export function customerKey(facts: Facts, service: string, given: string | undefined, code: string): readonly Requirement[] {
  if (given === undefined || isAwsManagedKey(facts, service, given)) return [];
  return [requirement(keyReference(facts, given), "stays", code, `KMS key ${given} does not exist, or is not in this region`)];
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const KEY: ResourceType = {
  token: KEY_TOKEN,
  scope: "regional",
  required: [],
  defaults: {
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    keyUsage: "ENCRYPT_DECRYPT",
    enableKeyRotation: false,
    isEnabled: true,
    multiRegion: false,
    bypassPolicyLockoutSafetyCheck: false,
  },
  replacedBy: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
  documents: { policy: "key" },
  texts: { description: "keyDescription" },
  isTaggable: true,
  computed: ["arn", "keyId", "policy", "description", "rotationPeriodInDays"],
  make: (facts) => {
    const keyId = facts.existingId ?? madeUp(KEY_TOKEN, facts.account, facts.region, facts.urn, facts.generation).uuid();
    const { policy, description, enableKeyRotation, rotationPeriodInDays } = facts.inputs;
    return {
      id: keyId,
      outputs: {
        arn: regionalArn(facts, "kms", `key/${keyId}`),
        keyId,
        policy: policy ?? defaultPolicy(facts),
        description: description ?? "",
        rotationPeriodInDays: rotationPeriodInDays ?? (enableKeyRotation === true ? 365 : undefined),
      },
    };
  },
  judge: (subject) => {
    refuseOutside(subject, "deletionWindowInDays", WINDOW_DAYS);
    refuseOutside(subject, "rotationPeriodInDays", ROTATION_DAYS);
    refuseLockOut(subject);
  },
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const KEY_POLICY: ResourceType = {
  token: "aws:kms/keyPolicy:KeyPolicy",
  scope: "regional",
  required: ["keyId", "policy"],
  defaults: { bypassPolicyLockoutSafetyCheck: false },
  // The provider moves the policy to another key in place. Here the policy is replaced, because its id is the key's id.
  replacedBy: ["keyId"],
  documents: { policy: "key" },
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: String(inputs["keyId"]), outputs: {} }),
  unique: (facts) => [`kms key policy ${keyReference(facts, String(facts.inputs["keyId"]))}`],
  taken: ({ made }) => ["AlreadyExistsException", `Another resource sets the policy of key ${made.id}`],
  requires: (facts) => [existingKey(facts, String(facts.inputs["keyId"]))],
  judge: refuseLockOut,
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const ALIAS: ResourceType = {
  token: ALIAS_TOKEN,
  scope: "regional",
  required: ["targetKeyId"],
  name: {
    input: "name",
    prefixInput: "namePrefix",
    start: "alias/",
    maximumLength: LONGEST_ALIAS,
    pattern: /^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/,
    allowed: "alias/ and then letters, digits and /_-, not alias/aws/",
  },
  replacedBy: ["name", "namePrefix"],
  isTaggable: false,
  computed: ["arn", "targetKeyArn"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const target = String(facts.inputs["targetKeyId"]);
    const targetKeyArn = arnFields(target) === undefined ? regionalArn(facts, "kms", `key/${target}`) : target;
    return { id: name, outputs: { arn: regionalArn(facts, "kms", name), targetKeyArn } };
  },
  unique: (facts) => [`kms ${facts.account} ${facts.region} ${String(facts.inputs["name"])}`],
  taken: ({ made }) => ["AlreadyExistsException", `An alias with the name ${made.id} already exists`],
  requires: (facts) => [existingKey(facts, String(facts.inputs["targetKeyId"]))],
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const GET_KEY: DataSource = {
  token: "aws:kms/getKey:getKey",
  answer: ({ account, region, args, view, refuse }) => {
    const given = textOf(args, "keyId") ?? "";
    const [, service] = /alias\/aws\/([a-z0-9]+)$/.exec(given) ?? [];
    if (service !== undefined) {
      const arn = awsManagedKeyArn({ account, region }, service);
      return { ...KEY_STATE, keyManager: "AWS", id: arn.split("/")[1], keyId: given, arn, awsAccountId: account, region };
    }
    const key = resolved(view.find(keyReference({ account, region }, given)), view);
    if (key === undefined) return refuse("NotFoundException", `Key '${given}' does not exist`, "create it, or declare it as existing");
    const { arn, description, keyUsage, multiRegion } = key.outputs;
    return { ...KEY_STATE, id: key.id, keyId: given, arn, awsAccountId: key.account, description, keyUsage, multiRegion, region };
  },
};

const KEY_STATE = { keyManager: "CUSTOMER", enabled: true, keyState: "Enabled", keyUsage: "ENCRYPT_DECRYPT", origin: "AWS_KMS" };

function resolved(found: Resource | undefined, view: { find(key: string): Resource | undefined }): Resource | undefined {
  return found?.type === ALIAS_TOKEN ? view.find(String(found.outputs["targetKeyArn"])) : found;
}

function existingKey(facts: Facts, given: string): Requirement {
  return requirement(keyReference(facts, given), "vanishes", "NotFoundException", `Key '${given}' does not exist`);
}

/** The policy that AWS gives a key when the request has none. */
function defaultPolicy(facts: Facts): string {
  const root = globalArn(facts, "iam", "root");
  const statement = { Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] });
}

function refuseLockOut(subject: Subject): void {
  const document = subject.document("policy");
  if (document === undefined || subject.inputs["bypassPolicyLockoutSafetyCheck"] === true) return;
  const requester = { principal: subject.principal, account: subject.account };
  if (allowsRequester(document, "kms:PutKeyPolicy", requester) && !deniesRequester(document, "kms:PutKeyPolicy", requester)) return;
  subject.refuse(
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
    `allow kms:PutKeyPolicy to ${subject.principal} or to the account's root, and exempt the deploying role from every Deny`,
  );
}

function refuseOutside(subject: Subject, input: string, [least, most]: readonly [number, number]): void {
  const days = subject.inputs[input];
  if (typeof days !== "number" || (days >= least && days <= most)) return;
  subject.refuse(
    "ValidationException",
    `${input} must be between ${least} and ${most} days, got ${days}`,
    "choose a number of days in between",
  );
}
