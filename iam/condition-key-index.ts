import type { ConditionKey } from "./catalogue-entries.ts";

/** The claims that IAM takes from the token of any OIDC provider. `amr` is a list. */
const OIDC_CLAIMS = new Set(["aud", "sub", "amr", "email", "oaud"]);

/** An issuer as IAM names it: a host with a dot, perhaps a port and a path. No AWS service prefix has a dot. */
const OIDC_ISSUER = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/[^\s]*)?$/;

/** Finds condition keys by the names that policies use. */
export interface ConditionKeyIndex {
  readonly names: readonly string[];
  find(name: string): ConditionKey | undefined;
}

/** Indexes condition keys for look-up without regard to case; the first of two keys of the same name wins. */
export function indexConditionKeys(keys: readonly ConditionKey[]): ConditionKeyIndex {
  const exact = new Map<string, ConditionKey>();
  const templates: { readonly matcher: RegExp; readonly key: ConditionKey }[] = [];
  for (const key of keys) {
    const name = key.key.toLowerCase();
    if (exact.has(name)) continue;
    exact.set(name, key);
    if (name.includes("${")) templates.push({ matcher: templateMatcher(name), key });
  }
  return {
    names: Object.freeze([...exact.values()].map((key) => key.key).sort()),
    find: (name) => {
      const wanted = name.toLowerCase();
      if (wanted.includes("${")) return undefined;
      return exact.get(wanted) ?? templates.find(({ matcher }) => matcher.test(wanted))?.key ?? oidcConditionKey(name);
    },
  };
}

/**
 * A claim of an OIDC token as a condition key, `<issuer>:<claim>`, or undefined. Every issuer has the same five, so they are no catalogue
 * entries; what single issuers add (GitHub's `repository`) is in the catalogue of `sts`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
function oidcConditionKey(name: string): ConditionKey | undefined {
  const colon = name.lastIndexOf(":");
  const issuer = name.slice(0, colon).toLowerCase();
  const claim = name.slice(colon + 1).toLowerCase();
  if (!OIDC_ISSUER.test(issuer) || !OIDC_CLAIMS.has(claim)) return undefined;
  const isMultivalued = claim === "amr";
  return Object.freeze({ key: "${Issuer}:" + claim, type: isMultivalued ? "ArrayOfString" : "String", isMultivalued, isGlobal: false });
}

function templateMatcher(template: string): RegExp {
  const source = template
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".+");
  return new RegExp(`^${source}$`);
}
