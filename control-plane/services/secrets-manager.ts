import { foreignAccounts } from "../documents/named-principals.ts";
import type { PolicyDocument } from "../documents/parse-document.ts";
import { publicStatement } from "../documents/public-access.ts";
import { madeUp } from "../made-up.ts";
import { arnFields, type Place, regionalArn } from "../place.ts";
import { isGiven, type Properties, textOf } from "../properties.ts";
import type { Resource } from "../resource.ts";
import { type DataSource, type Facts, type Requirement, type ResourceType, requirement, type Subject } from "../resource-type.ts";
import { customerKey, isAwsManagedKey } from "./kms.ts";
import { functionKey } from "./lambda.ts";

const SECRET_TOKEN = "aws:secretsmanager/secret:Secret";
const WINDOW_DAYS = [7, 30] as const;
const SUFFIX_LENGTH = 6;

function secretNameKey(place: Place, name: string): string {
  return `secret ${place.account} ${place.region} ${name}`;
}

/** The key of a secret that is given by ARN, or by name in the caller's account. */
function secretReference(place: Place, given: string): string {
  return arnFields(given) === undefined ? secretNameKey(place, given) : given;
}

function existingSecret(facts: Facts, given: string): Requirement {
  return requirement(
    secretReference(facts, given),
    "vanishes",
    "ResourceNotFoundException",
    `Secrets Manager can't find the specified secret. (${given})`,
  );
}

function isUnderManagedKey(place: Place, inputs: Properties): boolean {
  const key = inputs["kmsKeyId"];
  return !isGiven(key) || isAwsManagedKey(place, "secretsmanager", String(key));
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const SECRET: ResourceType = {
  token: SECRET_TOKEN,
  scope: "regional",
  required: [],
  name: {
    input: "name",
    prefixInput: "namePrefix",
    maximumLength: 512,
    pattern: /^[a-zA-Z0-9/_+=.@-]+$/,
    allowed: "letters, digits and /_+=.@-",
  },
  defaults: { recoveryWindowInDays: 30, forceOverwriteReplicaSecret: false, description: "" },
  replacedBy: ["name", "namePrefix"],
  documents: { policy: "secret" },
  texts: { description: "secretDescription" },
  sets: ["replicas"],
  isTaggable: true,
  computed: ["arn", "policy", "replicas"],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const suffix = madeUp(SECRET_TOKEN, facts.account, facts.region, name, facts.generation).letters(SUFFIX_LENGTH);
    const arn = facts.existingId ?? regionalArn(facts, "secretsmanager", `secret:${name}-${suffix}`);
    return { id: arn, outputs: { arn, policy: facts.inputs["policy"] ?? "", replicas: facts.inputs["replicas"] ?? [] } };
  },
  unique: (facts) => [secretNameKey(facts, textOf(facts.inputs, "name") ?? "")],
  taken: ({ inputs }) => ["ResourceExistsException", `The operation failed because the secret ${String(inputs["name"])} already exists.`],
  requires: (facts) => customerKey(facts, "secretsmanager", textOf(facts.inputs, "kmsKeyId"), "InvalidParameterException"),
  judge: (subject) => {
    const days = Number(subject.inputs["recoveryWindowInDays"]);
    if (days !== 0 && (days < WINDOW_DAYS[0] || days > WINDOW_DAYS[1])) {
      subject.refuse(
        "InvalidParameterException",
        `RecoveryWindowInDays must be between 7 and 30 days, got ${days}`,
        "choose 0 (at once) or 7 to 30 days",
      );
    }
    const own = subject.document("policy");
    if (own !== undefined) refuseForeigners(subject, own, subject.inputs);
    const attached = subject.previous === undefined ? undefined : policyOf(subject, subject.previous);
    if (attached !== undefined) refuseForeigners(subject, subject.documentIn("secret", attached), subject.inputs);
  },
};

function policyOf(subject: Subject, secret: Resource): string | undefined {
  return textOf(subject.view.find(`secret policy ${secret.id}`)?.inputs ?? {}, "policy");
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
export const SECRET_POLICY: ResourceType = {
  token: "aws:secretsmanager/secretPolicy:SecretPolicy",
  scope: "regional",
  required: ["policy", "secretArn"],
  // The API's default.
  defaults: { blockPublicPolicy: false },
  replacedBy: ["secretArn"],
  documents: { policy: "secret" },
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: String(inputs["secretArn"]), outputs: {} }),
  unique: ({ inputs }) => [`secret policy ${String(inputs["secretArn"])}`],
  taken: ({ made }) => ["ResourceExistsException", `Another resource sets the policy of secret ${made.id}`],
  requires: (facts) => [existingSecret(facts, String(facts.inputs["secretArn"]))],
  judge: (subject) => {
    const document = subject.document("policy");
    if (document === undefined) return;
    const statement = subject.inputs["blockPublicPolicy"] === true ? publicStatement(document) : undefined;
    if (statement !== undefined) {
      subject.refuse(
        "PublicPolicyException",
        `The resource policy is public (${statement.label})`,
        "name the principals, or add a condition that fixes who they are",
      );
    }
    const secret = subject.view.find(secretReference(subject, String(subject.inputs["secretArn"])));
    refuseForeigners(subject, document, secret?.inputs ?? {});
  },
};

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html */
function refuseForeigners(subject: Subject, document: PolicyDocument, secret: Properties): void {
  const accounts = foreignAccounts(document, subject.account);
  if (accounts.length === 0 || !isUnderManagedKey(subject, secret)) return;
  subject.refuse(
    "InvalidParameterException",
    `You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key. (shared with ${accounts.join(", ")})`,
    "encrypt the secret with a customer managed key (kmsKeyId)",
  );
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const SECRET_VERSION: ResourceType = {
  token: "aws:secretsmanager/secretVersion:SecretVersion",
  scope: "regional",
  required: ["secretId"],
  replacedBy: ["secretBinary", "secretId", "secretString", "secretStringWoVersion"],
  sets: ["versionStages"],
  isTaggable: false,
  computed: ["arn", "hasSecretStringWo", "secretArn", "versionId", "versionStages"],
  make: (facts) => {
    const secretId = String(facts.inputs["secretId"]);
    const versionId = madeUp("secret version", facts.urn, secretId, facts.generation).uuid();
    return {
      id: `${secretId}|${versionId}`,
      outputs: {
        arn: secretId,
        secretArn: secretId,
        versionId,
        versionStages: facts.inputs["versionStages"] ?? ["AWSCURRENT"],
        hasSecretStringWo: isGiven(facts.inputs["secretStringWo"]),
      },
    };
  },
  requires: (facts) => [existingSecret(facts, String(facts.inputs["secretId"]))],
};

const ROTATION_DAYS = [1, 1000] as const;
const CANNOT_INVOKE =
  "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html */
export const SECRET_ROTATION: ResourceType = {
  token: "aws:secretsmanager/secretRotation:SecretRotation",
  scope: "regional",
  required: ["secretId"],
  defaults: { rotateImmediately: true },
  replacedBy: ["secretId"],
  isTaggable: false,
  computed: ["rotationEnabled"],
  make: ({ inputs }) => ({ id: String(inputs["secretId"]), outputs: { rotationEnabled: true } }),
  unique: ({ inputs }) => [`secret rotation ${String(inputs["secretId"])}`],
  taken: ({ made }) => ["ResourceExistsException", `Another resource sets the rotation of secret ${made.id}`],
  requires: (facts) => {
    const named = arnFields(textOf(facts.inputs, "rotationLambdaArn") ?? "");
    return [
      existingSecret(facts, String(facts.inputs["secretId"])),
      ...(named === undefined
        ? []
        : [requirement(functionKey(named, named.resource.replace(/^function:/, "")), "stays", "AccessDeniedException", CANNOT_INVOKE)]),
    ];
  },
  judge: ({ inputs, region, account, refuse }) => {
    const named = arnFields(textOf(inputs, "rotationLambdaArn") ?? "");
    if (named !== undefined && (named.region !== region || named.account !== account))
      refuse(
        "InvalidParameterException",
        `The Lambda ARN is of another account or region: ${String(inputs["rotationLambdaArn"])}`,
        "name a function beside the secret",
      );
    const { automaticallyAfterDays: days } = (inputs["rotationRules"] ?? {}) as { readonly automaticallyAfterDays?: unknown };
    if (typeof days === "number" && (days < ROTATION_DAYS[0] || days > ROTATION_DAYS[1]))
      refuse("InvalidParameterException", `AutomaticallyAfterDays must be between 1 and 1000, got ${days}`, "choose 1 to 1000 days");
  },
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const GET_SECRET: DataSource = {
  token: "aws:secretsmanager/getSecret:getSecret",
  answer: ({ account, region, args, view, refuse }) => {
    const given = textOf(args, "arn") ?? textOf(args, "name") ?? "";
    const secret = view.find(secretReference({ account, region }, given));
    if (secret?.type !== SECRET_TOKEN) {
      return refuse(
        "ResourceNotFoundException",
        `Secrets Manager can't find the specified secret. (${given})`,
        "create it, or declare it as existing",
      );
    }
    const { arn, name, description, kmsKeyId, policy, tagsAll } = secret.outputs;
    return { id: arn, arn, name, description, kmsKeyId: kmsKeyId ?? "", policy, tags: tagsAll };
  },
};
