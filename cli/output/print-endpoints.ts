import { DATA_PROCESSING, endpointPrice, PRICES_SOURCE } from "../../model/plan/endpoint-prices.ts";
import type { PlannedEndpoint } from "../../model/plan/plan.ts";
import type { PlannedReach } from "../../model/plan/planned-reach.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";

/** Title and text: interface endpoints that are created, their cost a month, and those that existing networks must have. */
export function endpointsSection(endpoints: readonly PlannedEndpoint[]): readonly [title: string, text: string] {
  const made = endpoints.filter((endpoint) => endpoint.made);
  const expected = endpoints.filter((endpoint) => !endpoint.made);
  const byNetwork = [...Map.groupBy(made, ({ account, network }) => `${account}/${network}`)];
  const rows = byNetwork.flatMap(([network, all]) => [
    ...all.map(({ service, zones, usdPerMonth, neededBy }, index) => [
      index === 0 ? network : "",
      service,
      zones.toString(),
      usd(usdPerMonth),
      shortened(neededBy),
    ]),
    ...(all.length === 1 ? [] : [["", "total", "", usdOf(all), ""]]),
  ]);
  const lines = [
    ...(made.length === 0 ? [] : [columns(["network", "endpoint", "zones", "a month", "needed by"], rows)]),
    ...(made.length === 0 ? [] : [`  Total ${usdOf(made, " a month")}, plus ${DATA_PROCESSING}.\n${sourceOf(made)}`]),
    ...expected.map(
      ({ account, network, service, neededBy }) =>
        `  existing network ${account}/${network} must have an endpoint for ${service}: ${shortened(neededBy)}\n`,
    ),
  ];
  return [`Interface endpoints (${made.length.toString()} created by Palisade)`, lines.join("")];
}

/** Title and text: the accounts that the endpoints of each network lead to. */
export function reachSection(reach: readonly PlannedReach[]): readonly [title: string, text: string] {
  const listed = (names: readonly string[]) => (names.length === 0 ? "–" : names.join(", "));
  const rows = reach.map(({ account, network, callers, owners, roleOwners, reaches }) => [
    `${account}/${network}`,
    listed(callers),
    listed(owners.map((owner) => (roleOwners.includes(owner) ? `${owner} (by role)` : owner))),
    listed(reaches),
  ]);
  const head = ["network", "accounts in it", "owners of what is granted there", "reached besides, but for DynamoDB"];
  return [`Where endpoints lead (${count(reach.length, "network")})`, columns(head, rows)];
}

const usd = (amount: number | undefined): string => (amount === undefined ? "no known price" : `$${amount.toFixed(2)}`);

/** The sum of the known prices, and how many endpoints have none. */
function usdOf(endpoints: readonly PlannedEndpoint[], per = ""): string {
  const prices = endpoints.flatMap(({ usdPerMonth }) => usdPerMonth ?? []);
  const unpriced = endpoints.length - prices.length;
  if (prices.length === 0) return "no known price";
  const sum = `${usd(prices.reduce((total, amount) => total + amount, 0))}${per}`;
  return unpriced === 0 ? sum : `${sum}, and ${count(unpriced, "endpoint")} without a known price`;
}

function sourceOf(endpoints: readonly PlannedEndpoint[]): string {
  const regions = [...new Set(endpoints.map(({ region }) => region))].sort();
  const prices = regions.flatMap((region) => {
    const price = endpointPrice(region);
    return price === undefined ? [] : [`${region} $${price.usdPerHour.toString()} per zone and hour (${price.date})`];
  });
  return prices.length === 0 ? "" : `  Prices from the ${PRICES_SOURCE}: ${prices.join(", ")}.\n`;
}

/** The first grant that needs it, and how many others do. */
function shortened([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length.toString()} more`;
}
