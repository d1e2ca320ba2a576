import assert from "node:assert/strict";
import { bucketFindings, keyFindings } from "../../bootstrap/compare-state.ts";
import type { BucketAtAws, KeyAtAws } from "../../bootstrap/state-at-aws.ts";
import { linePlan } from "../support/line.ts";
import { CHOICE } from "./choice.ts";
import { BUCKET_AS_WRITTEN, KEY_AS_WRITTEN } from "./state-as-written.ts";

const plan = linePlan();
const REFUSED = { unread: "AccessDenied: not authorized" };
const textsOf = (findings: ReturnType<typeof keyFindings>) => findings.map(({ text, isKnown }) => `${isKnown ? "" : "? "}${text}`);
const ofBucket = (change: Partial<BucketAtAws> = {}, key: Partial<KeyAtAws> = {}) =>
  textsOf(bucketFindings(plan, CHOICE.state, { ...BUCKET_AS_WRITTEN, ...change }, { ...KEY_AS_WRITTEN, ...key }));
const ofKey = (change: Partial<KeyAtAws> = {}, state = CHOICE.state) => textsOf(keyFindings(plan, state, { ...KEY_AS_WRITTEN, ...change }));

const DENY = {
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: ["s3:*"],
  Resource: ["arn:aws:s3:::line-pulumi-state/*", "arn:aws:s3:::line-pulumi-state"],
  Condition: { Bool: { "aws:SecureTransport": false } },
};
const policy = (...Statement: readonly object[]) => ({ value: { Version: "2012-10-17", Statement } });

describe("the bucket of the states at AWS", () => {
  it("is as written, however its policy is grouped, spelled and added to by denies", () => {
    assert.deepEqual(ofBucket(), []);
    const more = { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::1:root" }, Action: "s3:DeleteBucket", Resource: "*" };
    assert.deepEqual(ofBucket({ policy: policy(DENY, more) }), []);
    assert.deepEqual(ofBucket({ policy: { value: { Statement: DENY } } }), []);
  });

  it("is missing, another account's, or in another region", () => {
    assert.deepEqual(ofBucket({ bucket: { value: undefined } }), [
      "does not exist; deploy state.yaml, or name another bucket as backend in Pulumi.yaml or with --bucket",
    ]);
    assert.deepEqual(ofBucket({ bucket: { value: { region: "eu-west-1", isOwn: false } } }), [
      "is a bucket of another account than 100000000001, whose administrators can read and write states; name one of the management account as backend in Pulumi.yaml",
    ]);
    assert.deepEqual(ofBucket({ bucket: { value: { region: "us-east-1", isOwn: true } } }), [
      "is in us-east-1, not in eu-west-1; write region=us-east-1 in the URL of the backend",
    ]);
  });

  it("has every setting of state.yaml", () => {
    for (const [change, expected] of [
      [{ versioning: { value: "Suspended" } }, 'keeps no versions of states, got "Suspended"; set its versioning to "Enabled"'],
      [{ versioning: { value: undefined } }, 'keeps no versions of states, got "off"; set its versioning to "Enabled"'],
      [
        { ownership: { value: "ObjectWriter" } },
        'lets access control lists decide, got "ObjectWriter"; set its object ownership to "BucketOwnerEnforced"',
      ],
      [
        { publicAccess: { value: ["BlockPublicAcls", "IgnorePublicAcls", "RestrictPublicBuckets"] } },
        "does not block public access, without BlockPublicPolicy; turn on all four settings",
      ],
    ] as const)
      assert.deepEqual(ofBucket(change), [expected]);
  });

  it("encrypts with the key, by whichever of its names", () => {
    const encrypted = (key: string | undefined, algorithm = "aws:kms", hasBucketKey = true) =>
      ofBucket({ encryption: { value: { algorithm, key, hasBucketKey } } });
    for (const name of ["1234abcd", "alias/pulumi", "arn:aws:kms:eu-west-1:100000000001:alias/pulumi"])
      assert.deepEqual(encrypted(name), [], name);
    const remedy = 'set its default encryption to "aws:kms" with arn:aws:kms:eu-west-1:100000000001:key/1234abcd';
    assert.deepEqual(encrypted("5678abcd"), [`encrypts with another key, got "5678abcd"; ${remedy}`]);
    assert.deepEqual(encrypted(undefined), [`encrypts with another key, got "AWS's own"; ${remedy}`]);
    assert.deepEqual(encrypted(undefined, "AES256"), [`does not encrypt with the key, got "AES256"; ${remedy}`]);
    assert.deepEqual(encrypted("1234abcd", "aws:kms", false), ["asks KMS for every object; turn on its bucket key"]);
    assert.deepEqual(encrypted("1234abcd", "aws:kms:dsse", false), []);
    // Whether an id is that of the alias is not known without the key.
    assert.deepEqual(ofBucket({}, { key: REFUSED }), [
      '? whether it encrypts with the key is not known, got "arn:aws:kms:eu-west-1:100000000001:key/1234abcd"',
    ]);
  });

  it("lets nobody in without TLS, and nobody by its policy", () => {
    const lacks =
      /^its policy is without deny \* s3:\* on arn:aws:s3:::line-pulumi-state where Bool aws:SecureTransport false, deny .*; add /;
    for (const found of [
      { value: undefined },
      policy({ ...DENY, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      policy({ ...DENY, Principal: { AWS: "arn:aws:iam::100000000001:root" } }),
    ])
      assert.match(ofBucket({ policy: found }).join("\n"), lacks);
    assert.deepEqual(ofBucket({ policy: policy({ ...DENY, Resource: "arn:aws:s3:::line-pulumi-state" }) }), [
      "its policy is without deny * s3:* on arn:aws:s3:::line-pulumi-state/* where Bool aws:SecureTransport false; add that as state.yaml has it",
    ]);
    const open = { Effect: "Allow", Principal: "*", NotAction: "s3:DeleteBucket", Resource: "arn:aws:s3:::line-pulumi-state/*" };
    assert.deepEqual(ofBucket({ policy: policy(DENY, open) }), [
      "its policy has more, with allow * all but s3:DeleteBucket on arn:aws:s3:::line-pulumi-state/*; take that away",
    ]);
  });

  it("is not known where AWS does not answer, each setting by itself", () => {
    assert.deepEqual(ofBucket({ bucket: REFUSED }), [
      '? whether it exists is not known, got "AccessDenied: not authorized"; check with a role that may s3:ListBucket',
    ]);
    for (const setting of ["versioning", "encryption", "ownership", "publicAccess", "policy"] as const) {
      const [finding = "", ...others] = ofBucket({ [setting]: REFUSED });
      assert.match(finding, /^\? .* is not known, got "AccessDenied: not authorized"; check with a role that may s3:Get\w+$/);
      assert.deepEqual(others, []);
    }
  });
});

describe("the key of the states at AWS", () => {
  it("is there, enabled and rotated, with its policy", () => {
    assert.deepEqual(ofKey(), []);
    const arn = "arn:aws:kms:eu-west-1:100000000001:key/1234abcd";
    for (const [change, expected] of [
      [{ key: { value: undefined } }, "does not exist; deploy state.yaml, or name another key as palisade:secretsProvider in Pulumi.yaml"],
      [{ key: { value: { arn, state: "Disabled" } } }, 'cannot be used, got "Disabled"; enable it'],
      [
        { key: { value: { arn, state: "PendingDeletion" } } },
        'cannot be used, got "PendingDeletion"; cancel its deletion: without it no state can be read',
      ],
      [{ isRotated: { value: false } }, "is not rotated; enable its automatic rotation"],
      [{ policy: policy() }, "its policy is without allow arn:aws:iam::100000000001:root kms:* on *; add that as state.yaml has it"],
      [
        { key: REFUSED },
        '? whether it exists is not known, got "AccessDenied: not authorized"; check with a role that may kms:DescribeKey',
      ],
      [
        { isRotated: REFUSED },
        '? rotation is not known, got "AccessDenied: not authorized"; check with a role that may kms:GetKeyRotationStatus',
      ],
      [{ policy: REFUSED }, '? its policy is not known, got "AccessDenied: not authorized"; check with a role that may kms:GetKeyPolicy'],
    ] as const)
      assert.deepEqual(ofKey(change), [expected]);
  });

  it("may have any policy where somebody else made it", () => {
    const key = { ...CHOICE.state.key, resource: "key/1234abcd" };
    assert.deepEqual(ofKey({ policy: policy() }, { ...CHOICE.state, key }), []);
  });
});
