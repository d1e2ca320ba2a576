import { stringify } from "yaml";
import type { ResolvedWorkload } from "../../../model/plan/resolve.ts";
import type { GrantCard } from "./card-report.ts";

const API_VERSIONS = { ServiceAccount: "v1", Deployment: "apps/v1" } as const;

/**
 * The service account of a workload's pods, and a deployment that runs under it; null for a workload that runs in no pods.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-configure-pods.html
 * @param annotations what the service account is annotated with; empty with EKS Pod Identity
 */
export function manifestsOf(
  { name, pod }: Pick<ResolvedWorkload, "name" | "pod">,
  grants: readonly GrantCard[],
  annotations: Readonly<Record<string, string>>,
): string | null {
  if (pod === undefined) return null;
  const { namespace, serviceAccount, identity } = pod;
  // The network has an endpoint for STS in its own region alone.
  // https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html
  const annotated = identity === "irsa" ? { annotations: { ...annotations, "eks.amazonaws.com/sts-regional-endpoints": "true" } } : {};
  const account = manifest("ServiceAccount", { name: serviceAccount, namespace, ...annotated });
  const labels = { app: name };
  const environment = environmentOf(grants);
  const container = { name, image: "<image>", ...(environment.length === 0 ? {} : { env: environment }) };
  const deployment = manifest(
    "Deployment",
    { name, namespace },
    {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: serviceAccount, containers: [container] } },
    },
  );
  return `# ${COMMENTS[identity]}\n${account}---\n${deployment}`;
}

const COMMENTS = {
  irsa: "The annotation is the role that the pods act as; the SDKs take it by the pods' token.",
  "pod-identity": "Palisade makes the association of this service account; the cluster needs the add-on eks-pod-identity-agent.",
} as const;

const manifest = (kind: keyof typeof API_VERSIONS, metadata: object, spec?: object): string =>
  stringify(
    { apiVersion: API_VERSIONS[kind], kind, metadata, ...(spec === undefined ? {} : { spec }) },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );

/** What the code reads from its environment, each variable once. */
function environmentOf(grants: readonly GrantCard[]): { readonly name: string; readonly value: string }[] {
  const usable = grants.filter(({ state }) => state === "usable");
  const byName = Map.groupBy(usable, ({ resource }) => resource.split("/").slice(1).join("/"));
  const variables = usable.flatMap(({ resource, tableArn, streamArn, keyArn, secretArn, endpoints }) => {
    const [owner = "", kind = "", ...name] = resource.split("/");
    // Two owners may have a table of the same name.
    const isUnique = new Set(byName.get([kind, ...name].join("/"))?.map((each) => each.resource)).size === 1;
    const prefix = `${isUnique ? "" : `${owner}_`}${name.join("/")}`.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
    const values = { TABLE_ARN: tableArn, STREAM_ARN: streamArn, SECRET_ARN: secretArn, KEY_ARN: kind === "keys" ? keyArn : null };
    return [
      ...Object.entries(values).flatMap(([suffix, value]) => (value === null ? [] : [[`${prefix}_${suffix}`, value] as const])),
      ...endpoints.map(({ variable, url }) => [variable, url] as const),
    ];
  });
  return [...new Map(variables)].map(([name, value]) => ({ name, value }));
}
