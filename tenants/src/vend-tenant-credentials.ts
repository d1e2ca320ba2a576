import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from "@aws-sdk/client-sts";
import { sessionPolicy, type TenantAccess } from "./session-policy.ts";
import { TenantError } from "./tenant-error.ts";
import { type TenantId, tenantId } from "./tenant-id.ts";

/** Temporary credentials, as clients of the AWS SDK v3 take them. */
export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** By the clock of this machine. */
  readonly expiration: Date;
}

/** How a session is bound to its tenant. */
export type Binding =
  /** By a session tag, which the role's policy compares with leading keys. The tag's key as the declaration says it. */
  | { readonly kind: "session-tag"; readonly tag: string }
  /** By a session policy, which narrows a role that may use the whole table. */
  | ({ readonly kind: "session-policy" } & TenantAccess);

export interface VendingArgs {
  /** A client with the broker's own credentials. */
  readonly sts: Pick<STSClient, "send">;
  /** The tenant role. */
  readonly roleArn: string;
  readonly by: Binding;
  /** How long a session lasts: 900 to 3600. @default 900, AWS's least */
  readonly seconds?: number;
  /** How long before its end a session is replaced. @default 120 */
  readonly spareSeconds?: number;
  /** Sessions that are kept at most; the one that was used longest ago is forgotten first. @default 1000 */
  readonly mostKept?: number;
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly clock?: () => number;
  /** Milliseconds of the wall clock. @default Date.now */
  readonly now?: () => number;
}

/** Gives credentials of one tenant. Throws a TenantError for an id that is refused, and where AWS refuses the session. */
export type Vendor = (tenant: unknown) => Promise<TenantCredentials>;

interface Kept {
  readonly credentials: TenantCredentials;
  /** When its request began, by both clocks. */
  readonly since: number;
  readonly sinceNow: number;
}

const SHORTEST_SECONDS = 900;
/** The broker's credentials are a role's, so that its sessions end after an hour. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const LONGEST_SECONDS = 3600;
const LONGEST_SESSION_NAME = 64;
const MILLISECONDS = 1000;

/**
 * Vends credentials of one tenant at a time. A session is kept until shortly before its end, and calls for the same tenant share one request.
 * Its age is counted from before the request, by the clock of this machine on which more time has passed: a wall clock may be wrong or be set
 * back, and the other one stands still while a machine sleeps.
 * @throws RangeError for lengths that AWS does not take
 */
export function vendTenantCredentials(args: VendingArgs): Vendor {
  const { seconds = SHORTEST_SECONDS, spareSeconds = 120, mostKept = 1000, clock = () => performance.now(), now = Date.now } = args;
  if (!Number.isInteger(seconds) || seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS)
    throw new RangeError(`seconds: is no length of a session, got ${seconds.toString()}; give 900 to 3600`);
  if (!(spareSeconds >= 0 && spareSeconds < seconds))
    throw new RangeError(`spareSeconds: leaves nothing of a session, got ${spareSeconds.toString()}; give less than ${seconds.toString()}`);
  const kept = new Map<TenantId, Kept>();
  const flights = new Map<TenantId, Promise<TenantCredentials>>();

  async function open(tenant: TenantId): Promise<TenantCredentials> {
    const [since, sinceNow] = [clock(), now()];
    const credentials = await openSession(args, tenant, seconds, new Date(sinceNow + seconds * MILLISECONDS));
    kept.delete(tenant);
    kept.set(tenant, { credentials, since, sinceNow });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return credentials;
  }

  const isFresh = ({ since, sinceNow }: Kept): boolean =>
    Math.max(clock() - since, now() - sinceNow) < (seconds - spareSeconds) * MILLISECONDS;

  return async (given) => {
    const tenant = tenantId(given);
    const found = kept.get(tenant);
    if (found !== undefined && isFresh(found)) {
      // The last of the map is the one that was used last.
      kept.delete(tenant);
      kept.set(tenant, found);
      return found.credentials;
    }
    const flight = flights.get(tenant) ?? open(tenant).finally(() => flights.delete(tenant));
    flights.set(tenant, flight);
    return await flight;
  };
}

async function openSession(
  { sts, roleArn, by }: VendingArgs,
  tenant: TenantId,
  seconds: number,
  expiration: Date,
): Promise<TenantCredentials> {
  const input: AssumeRoleCommandInput = {
    RoleArn: roleArn,
    RoleSessionName: `tenant-${tenant}`.slice(0, LONGEST_SESSION_NAME),
    DurationSeconds: seconds,
    ...(by.kind === "session-tag" ? { Tags: [{ Key: by.tag, Value: tenant }] } : { Policy: sessionPolicy(tenant, by) }),
  };
  const answer = await sts.send(new AssumeRoleCommand(input)).catch((error: unknown) => {
    const { name, message } = error instanceof Error ? error : { name: "error", message: "unknown" };
    throw new TenantError("session-refused", `tenant ${tenant}: no session of ${roleArn}, got ${name}: ${message}`);
  });
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new TenantError("session-refused", `tenant ${tenant}: STS answered without credentials for ${roleArn}`);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration };
}
