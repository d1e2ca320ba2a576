import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { STSClient } from "@aws-sdk/client-sts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import { inTermsOfAws } from "../../trying/denial-message.ts";
import { type Proxy, startProxy } from "../../trying/proxy.ts";
import { startDynalite } from "../../trying/tables/dynalite-store.ts";
import { tablesOf } from "../../trying/tried-calls.ts";
import { TRIED_SERVICES, type TriedOrganization } from "../../trying/tried-organization.ts";
import { acmeInventory, acmePlan, rehearsedAcme } from "./acme.ts";
import { NOW } from "./sample.ts";

/** Credentials as clients of the AWS SDK take them. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** An organization behind a proxy, called with the AWS SDK. */
export interface Tried {
  readonly organization: TriedOrganization;
  readonly proxy: Proxy;
  /** Credentials of a workload or role, as its own service hands them out. */
  readonly credentials: (principal: string) => Promise<SdkCredentials>;
  readonly dynamodb: (credentials: SdkCredentials, from: string) => DynamoDBClient;
  readonly streams: (credentials: SdkCredentials, from: string) => DynamoDBStreamsClient;
  readonly sts: (credentials: SdkCredentials, from: string) => STSClient;
  readonly kms: (credentials: SdkCredentials, from: string) => KMSClient;
  readonly secrets: (credentials: SdkCredentials, from: string) => SecretsManagerClient;
  readonly stop: () => Promise<void>;
}

/** The organization of a plan with its rehearsed resources, to be called. */
export async function triedOrganization(
  plan: Plan,
  rehearsal: { readonly resources: readonly WorldResource[] },
  existing: Parameters<typeof organizationOf>[2],
  now: Date,
): Promise<TriedOrganization> {
  const catalogue = await loadCatalogue(TRIED_SERVICES);
  return { ...organizationOf(plan, rehearsal, existing), catalogue, now, explained: inTermsOfAws };
}

/** The sample behind a proxy. */
export async function tryAcme(clock?: () => number): Promise<Tried> {
  return await tryOrganization(await triedOrganization(acmePlan(), await rehearsedAcme(), acmeInventory, NOW), clock);
}

export async function tryOrganization(organization: TriedOrganization, clock: () => number = Date.now): Promise<Tried> {
  const proxy = await startProxy({ organization, store: await startDynalite(tablesOf(organization)), clock });
  const at = (credentials: SdkCredentials, from: string) => ({
    region: "eu-west-1",
    endpoint: `${proxy.url}/${from}`,
    credentials,
    maxAttempts: 1,
  });
  return {
    organization,
    proxy,
    credentials: async (principal) => {
      const answer = await fetch(`${proxy.url}/credentials/${principal}`);
      if (!answer.ok) throw new Error(await answer.text());
      const { AccessKeyId, SecretAccessKey, Token } = (await answer.json()) as Record<string, string>;
      return { accessKeyId: AccessKeyId ?? "", secretAccessKey: SecretAccessKey ?? "", sessionToken: Token ?? "" };
    },
    dynamodb: (credentials, from) => new DynamoDBClient(at(credentials, from)),
    streams: (credentials, from) => new DynamoDBStreamsClient(at(credentials, from)),
    sts: (credentials, from) => new STSClient(at(credentials, from)),
    kms: (credentials, from) => new KMSClient(at(credentials, from)),
    secrets: (credentials, from) => new SecretsManagerClient(at(credentials, from)),
    stop: proxy.stop,
  };
}

/** The message of an AccessDenied error that a call ends with; fails where it ends otherwise. */
export async function denial(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error("allowed"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !/^AccessDenied(?:Exception)?$/.test(error.name)) throw error;
  return error.message;
}
