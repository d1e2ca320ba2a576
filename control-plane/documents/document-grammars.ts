import { IN_STREAM_POLICIES, IN_TABLE_POLICIES } from "../../iam/table-policy-actions.ts";
import type { DocumentKind, Grammar } from "./document-kind.ts";
import type { Rule } from "./parse-document.ts";

const ALPHANUMERIC = /^[0-9A-Za-z]*$/;
const MALFORMED = "MalformedPolicyDocument";

// Source: the error messages of IAM's API, https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html
const IAM_WORDS: Partial<Record<Rule, string>> = {
  json: "This policy contains invalid Json",
  characters: "The specified value for policyDocument is invalid. It must contain only printable ASCII characters.",
  version: "The policy must contain a valid version string",
  "principal-forbidden": "Policy document should not specify a principal.",
  "principal-missing": "Missing required field Principal",
  "principal-form": "Invalid principal in policy: %",
  "resource-forbidden": "Has prohibited field Resource",
  "resource-missing": "Policy statement must contain resources.",
  "resource-form": 'Resource % must be in ARN format or "*".',
  "action-missing": "Policy statement must contain actions.",
  "action-form": "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  "condition-key": "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  "condition-operator": "Invalid Condition type : %",
  "sid-form": "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  "sid-twice": "Statement IDs (SID) in a single policy must be unique.",
};

const IDENTITY = {
  code: MALFORMED,
  words: IAM_WORDS,
  otherwise: "Syntax errors in policy.",
  principal: "forbidden",
  resource: "required",
  refuses: [],
  // IAM takes actions that no service has. The policy pack refuses them.
  service: undefined,
  onlyActions: undefined,
  sid: ALPHANUMERIC,
  unknownPrincipal: [MALFORMED, "Invalid principal in policy: %"],
} as const;

const ON_RESOURCES = {
  principal: "required",
  resource: "required",
  refuses: [],
  onlyActions: undefined,
  sid: undefined,
} as const;

const ofDynamodb = (names: readonly string[]): readonly string[] => names.map((name) => `dynamodb:${name}`);

const DYNAMODB = {
  ...ON_RESOURCES,
  code: "ValidationException",
  words: { "action-unknown": "Invalid action in policy document: %", "principal-form": "Invalid principal in policy document" },
  otherwise: "Invalid policy document",
  service: "dynamodb",
  unknownPrincipal: ["ValidationException", "Invalid principal in policy document"],
} as const;

const ORGANIZATIONS = {
  code: "MalformedPolicyDocumentException",
  words: {},
  otherwise: "The provided policy document does not meet the requirements of the specified policy type.",
  resource: "required",
  service: undefined,
  onlyActions: undefined,
  sid: ALPHANUMERIC,
  unknownPrincipal: ["MalformedPolicyDocumentException", "The provided policy document is invalid."],
} as const;

const ORGANIZATIONS_TOO_LARGE = [
  "ConstraintViolationException",
  "You have exceeded the maximum size of a policy document (POLICY_CONTENT_LIMIT_EXCEEDED)",
] as const;

/** The grammars, by kind. */
export const GRAMMARS: Readonly<Record<DocumentKind, Grammar>> = {
  inline: { ...IDENTITY, kind: "inline", size: undefined, tooLarge: ["LimitExceeded", "Maximum policy size exceeded"] },
  managed: {
    ...IDENTITY,
    kind: "managed",
    size: "managedPolicySize",
    tooLarge: ["LimitExceeded", "Cannot exceed quota for PolicySize: 6144"],
  },
  trust: {
    ...IDENTITY,
    kind: "trust",
    size: "trustPolicySize",
    tooLarge: ["LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"],
    words: {
      ...IAM_WORDS,
      "action-form": "AssumeRole policy may only specify STS AssumeRole actions.",
      "action-unknown": "AssumeRole policy may only specify STS AssumeRole actions.",
      "tenant-claim": "Role trust policy must evaluate the tenant's claim % of a shared OIDC provider",
    },
    principal: "required",
    resource: "forbidden",
    service: "sts",
    onlyActions: ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "TagSession", "SetSourceIdentity", "SetContext"].map(
      (action) => `sts:${action}`,
    ),
  },
  table: {
    ...DYNAMODB,
    kind: "table",
    onlyActions: ofDynamodb(IN_TABLE_POLICIES),
    size: "tablePolicySize",
    tooLarge: ["ValidationException", "The resource policy is larger than 20 KB"],
  },
  stream: {
    ...DYNAMODB,
    kind: "stream",
    onlyActions: ofDynamodb(IN_STREAM_POLICIES),
    size: "streamPolicySize",
    tooLarge: ["ValidationException", "The resource policy is larger than 20 KB"],
  },
  key: {
    ...ON_RESOURCES,
    kind: "key",
    size: "keyPolicySize",
    tooLarge: ["LimitExceededException", "The key policy is larger than 32 KB"],
    code: "MalformedPolicyDocumentException",
    words: {
      "principal-form": "Policy contains a statement with one or more invalid principals.",
      "principal-missing": "Policy contains a statement with no principal.",
      "action-missing": "Policy contains a statement with no action.",
      "resource-missing": "Policy contains a statement with no resource.",
      "action-form": "Policy contains a statement with one or more invalid actions.",
      "action-unknown": "Policy contains a statement with one or more invalid actions.",
    },
    otherwise: "Policy is malformed.",
    service: "kms",
    unknownPrincipal: ["MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals."],
  },
  secret: {
    ...ON_RESOURCES,
    kind: "secret",
    size: "secretPolicySize",
    tooLarge: [
      "ValidationException",
      "1 validation error detected: Value at 'resourcePolicy' failed to satisfy constraint: Member must have length less than or equal to 20480",
    ],
    code: "MalformedPolicyDocumentException",
    words: {
      "principal-form": "This resource policy contains an unsupported principal.",
      "action-form": "This resource policy contains an invalid action.",
      "action-unknown": "This resource policy contains an invalid action.",
    },
    otherwise: "This resource policy contains invalid Json or is not a valid policy.",
    service: "secretsmanager",
    unknownPrincipal: ["MalformedPolicyDocumentException", "This resource policy contains an unsupported principal."],
  },
  topic: {
    ...ON_RESOURCES,
    kind: "topic",
    size: undefined,
    tooLarge: ["InvalidParameter", "Invalid parameter: Policy Error: too large"],
    code: "InvalidParameter",
    words: {
      "action-form": "Invalid parameter: Policy statement action out of service scope!",
      "action-unknown": "Invalid parameter: Policy statement action out of service scope!",
      "principal-form": "Invalid parameter: Policy Error: PrincipalNotFound",
    },
    otherwise: "Invalid parameter: Policy Error: null",
    service: "sns",
    unknownPrincipal: ["InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound"],
  },
  endpoint: {
    ...ON_RESOURCES,
    kind: "endpoint",
    size: "endpointPolicySize",
    tooLarge: ["InvalidPolicyDocument", "The policy exceeds the maximum size"],
    code: "InvalidPolicyDocument",
    words: {},
    otherwise: "The specified policy document is not a valid JSON policy document.",
    service: undefined,
    unknownPrincipal: ["InvalidPolicyDocument", "The policy contains an invalid principal."],
  },
  "service-control": {
    ...ORGANIZATIONS,
    kind: "service-control",
    size: "serviceControlPolicySize",
    tooLarge: ORGANIZATIONS_TOO_LARGE,
    principal: "forbidden",
    refuses: [],
  },
  "resource-control": {
    ...ORGANIZATIONS,
    kind: "resource-control",
    size: "resourceControlPolicySize",
    tooLarge: ORGANIZATIONS_TOO_LARGE,
    principal: "everyone",
    refuses: ["NotAction", "NotPrincipal", "Allow", "*"],
  },
};
