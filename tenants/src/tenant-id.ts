import { TenantError } from "./tenant-error.ts";

declare const checked: unique symbol;

/** The id of a tenant that was checked. */
export type TenantId = string & { readonly [checked]: true };

/** AWS's limit for the value of a session tag. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const LONGEST = 256;
const SHOWN = 40;

/**
 * Characters that STS takes in a tag and that mean nothing in a policy, in a key or in a URL's path: ASCII alone, without upper case, since
 * ids that look alike or differ in case alone are confused sooner or later.
 */
const ALLOWED = /^[a-z0-9][a-z0-9_.=+@-]*$/;

/**
 * Checks the id of a tenant: lower-case letters, digits and `_.=+@-`, beginning with a letter or digit, at most 256 characters. Nothing is
 * trimmed or converted, since a corrected id may be another tenant's.
 * @throws TenantError `tenant-refused`
 */
export function tenantId(given: unknown): TenantId {
  if (typeof given !== "string") throw refused(`is a ${given === null ? "null" : typeof given}`, "give a text");
  if (given === "") throw refused("is empty", "an empty tenant would reach nothing, or everything");
  if (given.length > LONGEST) throw refused(`has ${given.length.toString()} characters`, `give at most ${LONGEST.toString()}`);
  if (!ALLOWED.test(given)) {
    const shown = JSON.stringify(given.slice(0, SHOWN)).replaceAll(/[^\x20-\x7e]/g, "?");
    throw refused(`has characters that are not allowed, got ${shown}`, "give lower-case letters, digits and _.=+@-");
  }
  return given as TenantId;
}

const refused = (what: string, remedy: string): TenantError => new TenantError("tenant-refused", `tenant: ${what}; ${remedy}`);
