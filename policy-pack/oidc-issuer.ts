/** A kind of OIDC issuer, by which claims tell its tokens apart. */
export interface IssuerKind {
  readonly name: string;
  /** Matches the issuer as condition keys name it. */
  readonly issuer: RegExp;
  /** The claims that a trust must fix. */
  readonly claims: readonly string[];
  /** Matches patterns of a subject that name the tenant and leave the rest open. Without it a subject must be exact. */
  readonly tenant?: RegExp;
}

const AUDIENCE_AND_SUBJECT = ["aud", "sub"] as const;

/**
 * Issuers that AWS's pages name. Those of many tenants put the tenant into the subject; what follows it may be a pattern.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const KINDS: readonly IssuerKind[] = [
  // A role of an identity pool is for all its users, so nothing fixes a subject; `amr` tells guests from users.
  { name: "Cognito", issuer: /^cognito-identity\.amazonaws\.com$/, claims: ["aud", "amr"] },
  { name: "Login with Amazon", issuer: /^www\.amazon\.com$/, claims: ["app_id"] },
  { name: "Facebook", issuer: /^graph\.facebook\.com$/, claims: ["app_id"] },
  { name: "Google", issuer: /^accounts\.google\.com$/, claims: ["aud"] },
  {
    name: "GitHub",
    issuer: /^token\.actions\.githubusercontent\.com(?:\/|$)/,
    claims: AUDIENCE_AND_SUBJECT,
    tenant: /^repo:[^*?/:]+\/(?:[^*?:]+:.*|\*)$/,
  },
  { name: "GitLab", issuer: /^gitlab\.com$/, claims: AUDIENCE_AND_SUBJECT, tenant: /^project_path:[^*?/:]+\/.+$/ },
  { name: "HCP Terraform", issuer: /^app\.terraform\.io$/, claims: AUDIENCE_AND_SUBJECT, tenant: /^organization:[^*?:]+:.+$/ },
  { name: "Pulumi", issuer: /^api\.pulumi\.com\/oidc$/, claims: AUDIENCE_AND_SUBJECT, tenant: /^pulumi:[a-z]+:org:[^*?:]+:.+$/ },
];

/** A cluster of EKS, or any other issuer: the token's subject must be exact. */
const OTHER: IssuerKind = { name: "EKS and others", issuer: /^/, claims: AUDIENCE_AND_SUBJECT };

/** The kind of an issuer. */
export const kindOfIssuer = (issuer: string): IssuerKind => KINDS.find((kind) => kind.issuer.test(issuer)) ?? OTHER;

/** Values of a claim that strangers' tokens may have: some that no policy names, and whatever a pattern lets through besides its tenant. */
export function strangersTo(issuer: string, claim: string, patterns: readonly string[]): readonly string[] {
  const { tenant } = kindOfIssuer(issuer);
  const open = patterns.filter((pattern) => /[*?]/.test(pattern) && !(claim === "sub" && tenant?.test(pattern) === true));
  return ["zz", ...open.map((pattern) => pattern.replace(/[*?]+/g, "zz"))];
}
