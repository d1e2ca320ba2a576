import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { columns } from "./columns.ts";

/** An example of a call that is allowed: who makes it, from where, and on what. */
export interface ExampleCall {
  /** As `/credentials/` takes it. */
  readonly principal: string;
  readonly network: string;
  /** The network's or the table's region. */
  readonly region: string;
  readonly tableArn: string;
  /** Whether the consumer's perimeter is enforced, so that the same call from elsewhere is denied. */
  readonly isEnforced: boolean;
}

/** The first grant by resource policy that is read from a network of its own: one whose perimeter is enforced, where there is one. */
export function exampleCall({ grants, accounts }: ResolvedPlan): ExampleCall | undefined {
  const workloads = accounts.flatMap(({ name, perimeter, workloads: declared }) =>
    declared.map((workload) => ({ name: `${name}/${workload.name}`, network: workload.network, isEnforced: perimeter === "enforced" })),
  );
  const found = grants.flatMap((grant): ExampleCall[] => {
    const { consumer, how, state, resourceArns, kind, region, can } = grant;
    const [tableArn] = resourceArns;
    const isRead = kind === "tables" && state === "open" && how === "resource-policy" && can.includes("read");
    if (!isRead || consumer.kind !== "workload" || tableArn === undefined) return [];
    const principal = `${consumer.account}/${consumer.workload}`;
    const { network, isEnforced = false } = workloads.find(({ name }) => name === principal) ?? {};
    return network === undefined ? [] : [{ principal, network: `${network.account}/${network.network}`, region, tableArn, isEnforced }];
  });
  return found.find(({ isEnforced }) => isEnforced) ?? found[0];
}

/** What to export and to type, once the organization can be called. */
export function tryText(url: string, { organization, accounts, asOf }: ResolvedPlan, example: ExampleCall | undefined): string {
  const { principal, network, region, tableArn } = example ?? {
    principal: "<account>/<workload>",
    network: "<account>/<network>",
    region: organization.homeRegion,
    tableArn: "<table>",
  };
  const workloads = accounts.flatMap((account) =>
    account.workloads.map(({ name, runsOn, service, network: own }) => [
      `${account.name}/${name}`,
      own === undefined ? "no network" : `${own.account}/${own.network}`,
      service ?? runsOn,
    ]),
  );
  return [
    `${organization.name} answers at ${url}, as of ${asOf}. It ends with Ctrl-C, and with it all items.`,
    "",
    "In another shell, say who calls and from which network:",
    "",
    `  export AWS_CONTAINER_CREDENTIALS_FULL_URI=${url}/credentials/${principal}`,
    `  export AWS_ENDPOINT_URL=${url}/${network}`,
    `  export AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null`,
    "  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE",
    "",
    "  aws sts get-caller-identity",
    `  aws dynamodb describe-table --table-name ${tableArn}`,
    `  aws dynamodb describe-table --table-name ${tableArn} --endpoint-url ${url}/internet`,
    "",
    "Networks are named as in npm run explain -- --from: <account>/<network>, internet, external/<party> or an IP address.",
    `Pods get their tokens from ${url}/token/<account>/<workload>.`,
    "Items are held by dynalite, keys and secrets by small stand-ins. Streams have the records of what is written here.",
    "PartiQL is carried out as far as ordinary calls can do it. Changes of tables are decided and not carried out.",
    "",
    columns(["workload", "network", "runs on"], workloads).trimEnd(),
    "",
  ].join("\n");
}
