import assert from "node:assert/strict";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type OwnershipControls,
  type PublicAccessBlockConfiguration,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type ServerSideEncryptionRule,
  type VersioningConfiguration,
} from "@aws-sdk/client-s3";
import { parse } from "yaml";
import { stateTemplate } from "../../bootstrap/templates.ts";
import { readFolder } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { command } from "../support/command.ts";
import { hasPythonModule } from "../support/executables.ts";
import { temporaryFolder, writeFiles } from "../support/folder.ts";
import { LINE } from "../support/line.ts";
import { callMoto, type Moto } from "../support/moto.ts";
import { skip } from "../support/skip.ts";
import { choiceOf } from "./choice.ts";

/** The account that moto takes credentials without a session for. */
const MANAGEMENT = "123456789012";
const REGION = "eu-west-1";
const BUCKET = "line-pulumi-state";
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const KEY_ARN = `arn:aws:kms:${REGION}:${MANAGEMENT}:alias/pulumi`;
const folder = temporaryFolder();

/** What state.yaml says of bucket and key. */
interface StateYaml {
  readonly Key: { readonly Properties: { readonly EnableKeyRotation: boolean; readonly KeyPolicy: object } };
  readonly Alias: { readonly Properties: { readonly AliasName: string } };
  readonly Bucket: {
    readonly Properties: {
      readonly BucketName: string;
      readonly VersioningConfiguration: VersioningConfiguration;
      readonly BucketEncryption: {
        readonly ServerSideEncryptionConfiguration: readonly {
          readonly BucketKeyEnabled: boolean;
          readonly ServerSideEncryptionByDefault: { readonly SSEAlgorithm: "aws:kms" };
        }[];
      };
      readonly OwnershipControls: OwnershipControls;
      readonly PublicAccessBlockConfiguration: PublicAccessBlockConfiguration;
    };
  };
  readonly BucketPolicy: { readonly Properties: { readonly PolicyDocument: object } };
}

describe("bootstrap --check of the states, against moto's server, which has AWS's API", function () {
  this.timeout(300_000);
  let moto: Moto | undefined;
  let written: StateYaml;
  const declaration = folder("declaration");
  const s3 = () => new S3Client({ region: REGION });
  const kms = () => new KMSClient({ region: REGION });

  before(async function () {
    if (!hasPythonModule("moto")) skip(this, "no moto here");
    writeFiles(declaration, new Map([...LINE].map(([file, text]) => [file, text.replaceAll("100000000001", MANAGEMENT)])));
    const read = readFolder(declaration, new Date(), process.cwd()).declaration;
    assert.ok(read !== undefined);
    const { state } = choiceOf(MANAGEMENT, "");
    written = (parse(stateTemplate(planOf(read), state)) as { readonly Resources: StateYaml }).Resources;
    moto = await callMoto(REGION);
  });
  after(() => {
    moto?.stop();
  });

  /** What the check says of bucket and key, a finding a line. */
  const check = async () => {
    const { out, err } = await command("bootstrap", "--check", "--declaration", declaration, "--bucket", BUCKET);
    assert.equal(err, "");
    const [, state = ""] = /^(management: arn:aws:s3[^]*?)^management: arn:aws:iam/m.exec(out) ?? [];
    return { out, state };
  };

  it("misses bucket and key before they are made", async () => {
    const { out, state } = await check();
    assert.equal(
      state,
      `management: ${BUCKET_ARN}: does not exist; deploy state.yaml, or name another bucket as backend in Pulumi.yaml or with --bucket\n` +
        `management: ${KEY_ARN}: does not exist; deploy state.yaml, or name another key as palisade:secretsProvider in Pulumi.yaml\n`,
    );
    assert.match(out, /\n8 of 8 \(1 bucket, 1 key and 6 roles\) otherwise than written; /);
  });

  it("finds a bucket and a key that a person made by hand otherwise, each setting by name", async () => {
    await s3().send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: REGION as BucketLocationConstraint },
      }),
    );
    const { KeyMetadata: made } = await kms().send(new CreateKeyCommand({}));
    await kms().send(new CreateAliasCommand({ AliasName: written.Alias.Properties.AliasName, TargetKeyId: made?.KeyId ?? "" }));
    const { state } = await check();
    const lines = state.split("\n");
    for (const finding of [
      /keeps no versions of states, got "off"; set its versioning to "Enabled"$/,
      /does not encrypt with the key, got "\w+"; set its default encryption to "aws:kms" with arn:aws:kms:eu-west-1:123456789012:key\/[\w-]+$/,
      /lets access control lists decide, got "none"; /,
      /does not block public access, without BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets; /,
      /its policy is without deny \* s3:\* on arn:aws:s3:::line-pulumi-state where Bool aws:SecureTransport false, deny /,
      /is not rotated; enable its automatic rotation$/,
    ])
      assert.equal(lines.filter((line) => finding.test(line)).length, 1, `${finding.source}\n${state}`);
    await kms().send(new ScheduleKeyDeletionCommand({ KeyId: made?.KeyId ?? "" }));
    assert.match((await check()).state, /alias\/pulumi: cannot be used, got "PendingDeletion"; cancel its deletion: /);
  });

  it("finds them as written once they have what state.yaml says", async () => {
    const { Properties: bucket } = written.Bucket;
    const { Properties: key } = written.Key;
    const { KeyMetadata: made } = await kms().send(new CreateKeyCommand({ Policy: JSON.stringify(key.KeyPolicy) }));
    assert.equal(key.EnableKeyRotation, true);
    await kms().send(new EnableKeyRotationCommand({ KeyId: made?.KeyId ?? "" }));
    await kms().send(new UpdateAliasCommand({ AliasName: written.Alias.Properties.AliasName, TargetKeyId: made?.KeyId ?? "" }));
    const client = s3();
    const Bucket = bucket.BucketName;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: bucket.VersioningConfiguration }));
    const rules = bucket.BucketEncryption.ServerSideEncryptionConfiguration.map(
      ({ BucketKeyEnabled, ServerSideEncryptionByDefault: byDefault }): ServerSideEncryptionRule => ({
        BucketKeyEnabled,
        ApplyServerSideEncryptionByDefault: { ...byDefault, KMSMasterKeyID: made?.Arn },
      }),
    );
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: rules } }));
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: bucket.OwnershipControls }));
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: bucket.PublicAccessBlockConfiguration }));
    const policy = JSON.stringify(written.BucketPolicy.Properties.PolicyDocument)
      .replace('{"Fn::GetAtt":["Bucket","Arn"]}', `"${BUCKET_ARN}"`)
      .replace(/\{"Fn::Sub":"\$\{Bucket\.Arn\}\/\*"\}/, `"${BUCKET_ARN}/*"`);
    assert.ok(!policy.includes("Fn::"), policy);
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
    const { out, state } = await check();
    assert.equal(state, `management: ${BUCKET_ARN}: as written\nmanagement: ${KEY_ARN}: as written\n`);
    assert.match(out, /\n6 of 8 \(1 bucket, 1 key and 6 roles\) otherwise than written; /);
  });

  it("sees who was let into the bucket since", async () => {
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${BUCKET_ARN}/*` };
    const policy = { Version: "2012-10-17", Statement: [open] };
    await s3().send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify(policy) }));
    assert.match(
      (await check()).state,
      /: its policy is without deny \* .*\n {2}its policy has more, with allow \* s3:GetObject on arn:aws:s3:::line-pulumi-state\/\*; take that away\n/,
    );
  });
});
