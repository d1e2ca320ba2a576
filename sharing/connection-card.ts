import type { ResolvedGrant } from "../model/plan/resolve.ts";
import type { SharedResource } from "./shared-resource.ts";

/** What a consumer sets to use a grant, what it counts against, and what is left to do by hand. */
export interface ConnectionCard {
  readonly grant: string;
  readonly how: string;
  readonly region: string;
  readonly tableArn?: string;
  /** ARNs of the granted indexes by name. */
  readonly indexArns?: Readonly<Record<string, string>>;
  readonly streamArn?: string;
  /** What clients of DynamoDB Streams are given as its URL, where Palisade made the network's endpoint for it. */
  readonly streamsUrl?: string;
  readonly keyArn?: string;
  readonly secretArn?: string;
  /** The last day. */
  readonly until?: string;
  /** The role to take, from the workload's own credentials. */
  readonly roleArn?: string;
  readonly sessionSeconds?: number;
  readonly externalId?: string;
  readonly serviceAccount?: { readonly namespace: string; readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  /** In sentences: how to call, and whose bill and quotas count. */
  readonly notes: readonly string[];
  /** A policy to attach to the consumer's role, as JSON, where Palisade may not. */
  readonly permissions?: string;
  /** Statements to add to the policy of a key that Palisade does not write, as JSON. */
  readonly keyPolicyStatements?: string;
}

/** How a workload reaches DynamoDB Streams from its network. */
export interface StreamsAccess {
  /** URL of the network's endpoint; undefined for a network that exists, whose endpoint is not declared. */
  readonly url: string | undefined;
}

/** What the card of a grant says besides the grant itself. */
export interface CardFacts {
  readonly resource: SharedResource;
  /** Undefined where the consumer reads no stream from a network. */
  readonly streams: StreamsAccess | undefined;
  readonly roleArn: string | undefined;
  readonly sessionHours: number;
  readonly pod: { readonly namespace: string; readonly serviceAccount: string; readonly identity: "irsa" | "pod-identity" } | undefined;
  /** The consumer's own role; undefined where it has none. */
  readonly ownRoleArn: string | undefined;
  readonly permissions: string | undefined;
  readonly keyPolicyStatements: string | undefined;
  /** What binds a workload's calls where no network does; left out where one does. */
  readonly calledFrom?: "addresses" | "anywhere" | undefined;
  /** The token by which a CI job takes its own role; left out for everybody else. */
  readonly token?: { readonly issuer: string; readonly subject: string; readonly audience: string } | undefined;
  /** The organization that stands in for the addresses of an external party; undefined where it has addresses, and for everybody else. */
  readonly organization?: string | undefined;
}

type CardGrant = Pick<ResolvedGrant, "id" | "how" | "kind" | "owner" | "region" | "consumer" | "can" | "on" | "until">;

/** The card of a grant. */
export function connectionCard(grant: CardGrant, facts: CardFacts): ConnectionCard {
  const { streams, roleArn, sessionHours, pod, ownRoleArn, permissions, keyPolicyStatements } = facts;
  // A service account has one annotation: the role that its token opens.
  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  const annotated = pod?.identity === "irsa" ? (grant.how === "irsa" ? roleArn : ownRoleArn) : undefined;
  return {
    grant: grant.id,
    how: grant.how,
    region: grant.region,
    ...arnsOf(grant, facts.resource),
    ...(streams?.url === undefined ? {} : { streamsUrl: streams.url }),
    ...(grant.until === undefined ? {} : { until: grant.until }),
    ...(roleArn === undefined ? {} : { roleArn, sessionSeconds: sessionHours * SECONDS_PER_HOUR }),
    ...(grant.how === "role" && grant.consumer.kind === "external"
      ? { externalId: `the id that ${grant.consumer.party} issued for us; AssumeRole fails without it` }
      : {}),
    ...(pod === undefined
      ? {}
      : {
          serviceAccount: {
            namespace: pod.namespace,
            name: pod.serviceAccount,
            annotations: annotated === undefined ? {} : { "eks.amazonaws.com/role-arn": annotated },
          },
        }),
    notes: [
      ...(annotated === undefined || grant.how === "irsa" ? [] : [ANNOTATE_OWN_ROLE]),
      ...howToCall(grant, facts),
      ...(streams === undefined ? [] : [howToRead(streams)]),
      whoPays(grant),
    ],
    ...(permissions === undefined ? {} : { permissions }),
    ...(keyPolicyStatements === undefined ? {} : { keyPolicyStatements }),
  };
}

const SECONDS_PER_HOUR = 3600;
const ANNOTATE_OWN_ROLE = "annotate the service account with the workload's own role; the SDK takes that role by itself";

function arnsOf({ can, on }: CardGrant, resource: SharedResource) {
  switch (resource.kind) {
    case "tables": {
      const { arn, indexArns, streamArn, keyArn } = resource.table;
      return {
        tableArn: arn,
        indexArns: Object.fromEntries(Object.entries(indexArns).filter(([name]) => on.includes(name))),
        ...(streamArn === undefined || !can.includes("stream") ? {} : { streamArn }),
        ...(keyArn === undefined ? {} : { keyArn }),
      };
    }
    case "keys":
      return { keyArn: resource.key.arn };
    case "secrets":
      return { secretArn: resource.secret.arn, ...(resource.secret.keyArn === undefined ? {} : { keyArn: resource.secret.keyArn }) };
  }
}

const UNNETWORKED = {
  addresses: "from the addresses that are declared",
  anywhere: "from wherever the workload runs: no network binds it",
} as const;

const OWN_CREDENTIALS: Readonly<Record<CardGrant["consumer"]["kind"], string>> = {
  account: "credentials of the account",
  external: "the credentials of the party's own role",
  people: "credentials of the permission set",
  workload: "the workload's own credentials",
};

/** Sentences about the mistakes that callers make first. */
function howToCall({ how, kind, region, consumer }: CardGrant, { calledFrom, organization, token }: CardFacts): string[] {
  const full = {
    tables: "give the table's full ARN as TableName: a bare name means the caller's own account",
    keys: "give the key's full ARN as KeyId: a bare id or alias means the caller's own account",
    secrets: "give the secret's full ARN as SecretId: a bare name means the caller's own account",
  }[kind];
  const placed = calledFrom === undefined ? undefined : `call ${region} ${UNNETWORKED[calledFrom]}`;
  const place =
    organization === undefined
      ? [placed ?? `call ${region} from the network that is declared`]
      : [`call ${region} from anywhere`, withoutAddresses(organization)];
  switch (how) {
    case "own-role":
    case "replication":
      return [placed ?? `call ${region} from the account's own network`];
    case "resource-policy":
      return [`call with ${OWN_CREDENTIALS[consumer.kind]}, no role is taken`, full, ...place];
    case "role":
      if (consumer.kind === "people")
        return [
          "sign in with the permission set and take the role from there; its sessions last an hour at most, and asking for more fails",
          `call ${region} from the network or the addresses that are declared`,
        ];
      return [
        ...(token === undefined ? [] : [takenByToken(token)]),
        "the code takes the role before it calls; its sessions last an hour at most, and asking for more fails",
        ...place,
      ];
    case "irsa":
      return ["annotate the service account; the SDK takes the role by itself", `call ${region} from the cluster's network`];
    case "pod-identity":
      return ["the association is made; the SDK takes the role by itself", `call ${region} from the cluster's network`];
  }
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const takenByToken = ({ issuer, subject, audience }: NonNullable<CardFacts["token"]>): string =>
  `the job first takes its own role with its token (sts:AssumeRoleWithWebIdentity): issuer ${issuer}, audience ${audience}, subject ${subject}`;

/** What binds a party without addresses, and what that is worth. */
export const withoutAddresses = (organization: string): string =>
  `no addresses are declared: the role's account has to be in ${organization}, which is weaker, since stolen credentials of the role work from anywhere`;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 * https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
 */
const howToRead = ({ url }: StreamsAccess): string =>
  `streams have no private DNS name: set AWS_ENDPOINT_URL_DYNAMODB_STREAMS to ${url === undefined ? "the URL of the network's own endpoint for dynamodb-streams" : "streamsUrl"}`;

/**
 * Sources: DynamoDB developer guide, "Cross-account access with resource-based policies"; Secrets Manager user guide, "Quotas"; KMS developer
 * guide, "Request quotas"; IAM user guide, "STS quotas".
 */
function whoPays({ how, kind, owner, consumer }: CardGrant): string {
  const caller = consumer.kind === "external" ? consumer.party : consumer.account;
  if (how === "own-role" || how === "replication") return `requests are billed to ${owner} and count against its quotas`;
  if (how === "resource-policy") {
    return {
      tables: `requests are billed to ${owner} and use its table's capacity; calls to KMS count against the quotas of ${caller}`,
      keys: `calls count against the KMS quotas of ${caller}; the key is billed to ${owner}`,
      secrets: `calls count against the quotas of ${caller}; the secret is billed to ${owner}`,
    }[kind];
  }
  const taking = how === "irsa" ? owner : caller;
  return `the session is one of ${owner}: its requests are billed to ${owner} and count against its quotas; taking the role counts against the STS quota of ${taking}`;
}
