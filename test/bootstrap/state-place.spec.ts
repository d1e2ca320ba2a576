import assert from "node:assert/strict";
import { bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { namedState, type StateSettings, stateKeyArn } from "../../bootstrap/state-place.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { linePlan } from "../support/line.ts";
import { CHOICE } from "./choice.ts";

const placed = (settings: StateSettings, bucket?: string) => {
  const { place, noBucket, noKey } = namedState(linePlan(), settings, bucket);
  const { bucket: name, prefix, region } = place;
  return { bucket: `${region} ${name}/${prefix}`, key: stateKeyArn(place.key), noBucket, noKey };
};
const KEY = "arn:aws:kms:eu-west-1:100000000001";
const checked = { noBucket: undefined, noKey: undefined };

describe("where the states are", () => {
  it("is what the settings name, in Pulumi's own forms", () => {
    for (const [backend, bucket] of [
      ["s3://acme-state", "eu-west-1 acme-state/"],
      ["s3://acme-state/", "eu-west-1 acme-state/"],
      ["s3://acme-state?region=us-east-1&awssdk=v2&profile=ops", "us-east-1 acme-state/"],
      ["s3://acme-state/teams/data?region=us-east-1", "us-east-1 acme-state/teams/data/"],
      ["s3://acme-state/teams/data/", "eu-west-1 acme-state/teams/data/"],
    ] as const)
      assert.equal(placed({ backend }).bucket, bucket);
    const backend = "s3://acme-state";
    for (const [secretsProvider, key] of [
      [undefined, `${KEY}:alias/pulumi`],
      ["passphrase", `${KEY}:alias/pulumi`],
      ["awskms://alias/state", `${KEY}:alias/state`],
      ["awskms:///alias/state?region=us-east-1", "arn:aws:kms:us-east-1:100000000001:alias/state"],
      [
        "awskms://1234abcd-12ab-34cd-56ef-1234567890ab?region=us-east-1",
        "arn:aws:kms:us-east-1:100000000001:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      ],
      [`awskms:///${KEY}:alias/state?region=eu-west-1&context_a=b`, `${KEY}:alias/state`],
      ["awskms:///arn:aws:kms:us-east-1:300000000009:key/1234abcd?region=us-east-1", "arn:aws:kms:us-east-1:300000000009:key/1234abcd"],
    ] as const)
      assert.deepEqual(placed({ backend, secretsProvider }), { bucket: "eu-west-1 acme-state/", key, ...checked });
  });

  it("is what the caller names, in the home region, whatever the settings' bucket is", () => {
    assert.deepEqual(placed({ backend: "s3://acme-state/teams?region=us-east-1" }, "other"), {
      bucket: "eu-west-1 other/",
      key: `${KEY}:alias/pulumi`,
      ...checked,
    });
    assert.equal(placed({ backend: "s3://acme-state/teams?region=us-east-1" }, "acme-state").bucket, "us-east-1 acme-state/teams/");
  });

  it("is not checked where it is no bucket of S3 and no key of KMS, and the reason is said", () => {
    const by = "awskms://alias/state";
    for (const [backend, secretsProvider, noBucket, noKey] of [
      [undefined, undefined, "Pulumi.yaml names no backend", "Pulumi.yaml names no secrets provider"],
      ["file:///var/state", "passphrase", "file:///var/state is no bucket of S3", "passphrase is no key of KMS"],
      ["https://api.pulumi.com", by, "https://api.pulumi.com is no bucket of S3", undefined],
      ["s3://state?endpoint=minio.local:9000", by, "s3://state?endpoint=minio.local:9000 is at minio.local:9000, not at AWS", undefined],
      ["gs://state", "gcpkms://projects/p", "gs://state is no bucket of S3", "gcpkms://projects/p is no key of KMS"],
    ] as const) {
      const { noBucket: bucket, noKey: key } = placed({ backend, secretsProvider });
      assert.deepEqual([bucket, key], [noBucket, noKey]);
    }
  });

  it("is where the runner's policy lets it read, write and check", async () => {
    const settings = {
      backend: "s3://acme-state/teams?region=us-east-1",
      secretsProvider: "awskms:///arn:aws:kms:us-east-1:300000000009:key/1234abcd",
    };
    const state = namedState(linePlan(), settings, undefined).place;
    const files = bootstrapFiles(linePlan(), { ...CHOICE, state }, await loadCatalogue(BOOTSTRAP_SERVICES));
    const roles = files.get("management.yaml") ?? "";
    assert.equal(roles.split("arn:aws:s3:::acme-state/teams/.pulumi/*\n").length, 3);
    assert.match(roles, /Sid: CheckTheBucketOfStates\n[^]*?Resource: arn:aws:s3:::acme-state\n/);
    assert.match(roles, /- kms:Encrypt\n[^]*?Resource: arn:aws:kms:us-east-1:300000000009:key\/1234abcd\n(?! *Condition)/);
    // A key that stands already is not made once more.
    const template = files.get("state.yaml") ?? "";
    assert.doesNotMatch(template, /AWS::KMS/);
    assert.match(template, /KMSMasterKeyID: arn:aws:kms:us-east-1:300000000009:key\/1234abcd\n/);
  });
});
