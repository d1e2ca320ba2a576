/** Who makes a request, in the declaration's terms. Accounts are named as in the declaration; `management` is the management account. */
export type Who =
  | { readonly kind: "workload"; readonly account: string; readonly workload: string }
  /** The owner's role that a consumer takes, the consumer as `<account>/<workload>` or `external/<party>`. */
  | { readonly kind: "access-role"; readonly account: string; readonly consumer: string }
  | { readonly kind: "tenant-role"; readonly account: string; readonly table: string; readonly tenant: string | undefined }
  | { readonly kind: "deploy" | "break-glass" | "alarm"; readonly account: string }
  | { readonly kind: "backup-role" | "restore-role" | "service-role"; readonly account: string; readonly role: string }
  /** A pipeline's role that starts and changes what runs under the account's workload roles; it may hold any permission. */
  | { readonly kind: "deployer"; readonly account: string; readonly role: string }
  /** Principals that may hold any permission: declared administrators, roles and users that nobody declared, the root user. */
  | { readonly kind: "administrator" | "undeclared-role" | "user" | "root"; readonly account: string }
  /** The role of a permission set, or another role, that may take break-glass. */
  | { readonly kind: "on-call"; readonly account: string }
  /** Who runs deployments, in the management account. */
  | { readonly kind: "runner"; readonly account: string }
  | { readonly kind: "service-linked"; readonly account: string }
  | { readonly kind: "external"; readonly party: string }
  /** A vendor's own principal, outside of the organization. */
  | { readonly kind: "vendor"; readonly vendor: string }
  /** The role of an account that a vendor takes; it may hold any permission, and uses no data. */
  | { readonly kind: "vendor-role"; readonly account: string; readonly role: string; readonly vendor: string }
  /** A principal outside of the organization; with a party's name, of that party's account. */
  | { readonly kind: "stranger"; readonly party: string | undefined }
  | { readonly kind: "anonymous" }
  /** An AWS service by its own principal, acting for a resource of an account, where it says so. */
  | { readonly kind: "service"; readonly service: string; readonly actsFor: string | undefined }
  /** The bearer of a token or an assertion of a provider; the claims decide. Of a cluster that stacks make a provider for, as `<account>/<cluster>`. */
  | { readonly kind: "token"; readonly provider: string; readonly cluster?: string };

/** What a request is for, in the declaration's terms; a name is undefined where nobody declared the resource. */
export type What =
  | { readonly kind: "table" | "stream" | "backup" | "export"; readonly account: string; readonly table: string | undefined }
  | { readonly kind: "index"; readonly account: string; readonly table: string | undefined; readonly index: string }
  /** A table of a restored table's name that nobody declared, or an index of it; open with the tag that the deploy role sets. */
  | { readonly kind: "restored"; readonly account: string; readonly index: string | undefined; readonly isOpen: boolean }
  | { readonly kind: "key"; readonly account: string; readonly of: "table" | "secret" | "key"; readonly name: string | undefined }
  | { readonly kind: "secret"; readonly account: string; readonly secret: string | undefined }
  | { readonly kind: "role"; readonly account: string; readonly role: Who | undefined }
  /** A resource of another organization. */
  | { readonly kind: "foreign"; readonly account: ""; readonly service: string }
  /**
   * What the perimeter stands on; `another-endpoint` is one that is not there yet, `another-policy` a policy of the organization that is no
   * guardrail, `compute` what deployers tagged, `another-instance` compute that is not there yet.
   */
  | {
      readonly kind: "safeguard";
      readonly account: string;
      readonly of:
        | "membership"
        | "guardrail"
        | "another-policy"
        | "endpoint"
        | "another-endpoint"
        | "identity-provider"
        | "connection"
        | "alarm"
        | "compute"
        | "another-instance"
        | "cluster"
        /** A plan, vault or backup of AWS Backup, or its settings. */
        | "backups";
    };

/** Where a request comes from. */
export type Where =
  /** A declared network, through its endpoint for the service. */
  | { readonly kind: "network"; readonly account: string; readonly network: string; readonly region: string }
  /** A VPC that nobody declared, in an account of the organization, or of nobody's. */
  | { readonly kind: "undeclared-network"; readonly account: string | undefined; readonly region: string }
  /** A public address, with every party that declares it as its own. */
  | { readonly kind: "internet"; readonly parties: readonly string[] }
  /** An AWS service that forwards the call with the caller's credentials. */
  | { readonly kind: "forwarded"; readonly service: string }
  /** A network of AWS's own, from which a service uses a role. */
  | { readonly kind: "aws" };

/** What a request carries besides, as far as intent asks: keys in lower case, absent where the request lacks them. */
export type Carried = ReadonlyMap<string, readonly string[]>;

/** One request in the declaration's terms. */
export interface Asked {
  readonly who: Who;
  readonly action: string;
  readonly what: What;
  /** The region of what it is for; empty where that has none. */
  readonly region: string;
  readonly where: Where;
  readonly at: Date;
  readonly carried: Carried;
}

/** What ought to become of a request: `open` where the declaration leaves it to others on purpose. */
export type Effect = "allowed" | "denied" | "open";

/** What ought to become of a request, and why, in words. */
export interface Expectation {
  readonly effect: Effect;
  readonly because: string;
  /** The grant that says so, as `<file>:<line>:<column>`, where one does. */
  readonly declaredAt?: string;
}
