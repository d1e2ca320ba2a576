import { arn, type Partition, parseArn } from "../iam/arn.ts";
import type { ProjectSettings } from "../model/folder/project-settings.ts";
import type { Plan } from "../model/plan/plan.ts";

/** A key of KMS, as settings name it. */
export interface StateKey {
  readonly partition: Partition;
  readonly region: string;
  readonly accountId: string;
  /** `alias/…` or `key/…`. */
  readonly resource: string;
}

/** Where the states are: a bucket, and the key that encrypts it and the secrets in it. */
export interface StatePlace {
  readonly bucket: string;
  /** Folder of the states in the bucket, with a slash at its end; empty where they are at its root. */
  readonly prefix: string;
  readonly region: string;
  readonly key: StateKey;
}

/** The settings of a project that say where its states are. */
export type StateSettings = Pick<ProjectSettings, "backend" | "secretsProvider">;

/** Where the states are, or are to be, and whether settings or the caller say so. */
export interface NamedState {
  readonly place: StatePlace;
  /** Why the bucket is not one that can be checked, in words. */
  readonly noBucket: string | undefined;
  /** Why the key is not one that can be checked, in words. */
  readonly noKey: string | undefined;
}

/** Where a backend is whose URL begins with `s3://`. */
interface S3Backend {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string | undefined;
  /** The server of a store that is not AWS's. */
  readonly endpoint: string | undefined;
}

/**
 * Where settings say that the states are; what they leave out is as `bootstrap` writes it.
 * @param bucket name of the bucket in place of the settings' one
 */
export function namedState({ organization }: Plan, settings: StateSettings, bucket: string | undefined): NamedState {
  const { partition, managementAccount: accountId, name, homeRegion } = organization;
  const { backend, secretsProvider } = settings;
  const settled = s3Backend(backend);
  const s3 = bucket === undefined || bucket === settled?.bucket ? settled : undefined;
  const own = { partition, accountId, region: s3?.region ?? homeRegion };
  const named = kmsKey(secretsProvider, own);
  const place = {
    bucket: bucket ?? s3?.bucket ?? `${name}-pulumi-state`,
    prefix: s3?.prefix ?? "",
    region: own.region,
    key: named ?? { ...own, resource: "alias/pulumi" },
  };
  const noBucket = bucket === undefined ? noBucketOf(backend, s3) : undefined;
  return { place, noBucket, noKey: noBucket === undefined || named !== undefined ? undefined : noKeyOf(secretsProvider) };
}

/** ARN of the bucket of the states. */
export const stateBucketArn = ({ bucket, key: { partition } }: StatePlace): string => arn({ partition, service: "s3", resource: bucket });

/** Whether `state.yaml` makes the key: an alias of the management account. Any other key stands already. */
export const isMadeKey = ({ organization }: Plan, { accountId, resource }: StateKey): boolean =>
  accountId === organization.managementAccount && resource.startsWith("alias/");

/** ARN of a key, or of its alias where it is named by that. */
export const stateKeyArn = (key: StateKey): string => arn({ ...key, service: "kms" });

function noBucketOf(backend: string | undefined, s3: S3Backend | undefined): string | undefined {
  if (backend === undefined) return "Pulumi.yaml names no backend";
  if (s3 === undefined) return `${backend} is no bucket of S3`;
  return s3.endpoint === undefined ? undefined : `${backend} is at ${s3.endpoint}, not at AWS`;
}

const noKeyOf = (secretsProvider: string | undefined): string =>
  secretsProvider === undefined ? "Pulumi.yaml names no secrets provider" : `${secretsProvider} is no key of KMS`;

/** https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3 and https://gocloud.dev/howto/blob/#s3 */
function s3Backend(backend: string | undefined): S3Backend | undefined {
  const [, bucket, path = "", query = ""] = /^s3:\/\/([^/?]+)\/*([^?]*)(?:\?(.*))?$/.exec(backend ?? "") ?? [];
  if (bucket === undefined) return undefined;
  const parameters = new URLSearchParams(query);
  return {
    bucket,
    prefix: path === "" || path.endsWith("/") ? path : `${path}/`,
    region: parameters.get("region") ?? undefined,
    endpoint: parameters.get("endpoint") ?? undefined,
  };
}

/** An alias, an id, or the ARN of either. https://www.pulumi.com/docs/iac/concepts/secrets/#aws-key-management-service-kms */
function kmsKey(secretsProvider: string | undefined, own: Omit<StateKey, "resource">): StateKey | undefined {
  const [, named, query = ""] = /^awskms:\/\/\/?([^?]+)(?:\?(.*))?$/.exec(secretsProvider ?? "") ?? [];
  if (named === undefined) return undefined;
  const { region: ofArn, accountId = own.accountId, resource } = parseArn(named) ?? {};
  const region = ofArn ?? new URLSearchParams(query).get("region") ?? own.region;
  return { ...own, accountId, region, resource: resource ?? (named.startsWith("alias/") ? named : `key/${named}`) };
}
