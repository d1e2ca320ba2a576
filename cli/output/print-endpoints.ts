import { DATA_PROCESSING, endpointPrice, PRICES_SOURCE } from "../../model/plan/endpoint-prices.ts";
import type { PlannedEndpoint } from "../../model/plan/plan.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";

/** Title and text of what networks are given as interface endpoints, what that costs a month, and what existing networks must have. */
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
    ...(all.length === 1 ? [] : [["", "together", "", usdOf(all), ""]]),
  ]);
  const lines = [
    ...(made.length === 0 ? [] : [columns(["network", "endpoint", "zones", "a month", "needed by"], rows)]),
    ...(made.length === 0 ? [] : [`  Together ${usdOf(made, " a month")}; ${DATA_PROCESSING} comes on top.\n${sourceOf(made)}`]),
    ...expected.map(
      ({ account, network, service, neededBy }) =>
        `  ${account}/${network} exists and must have one for ${service}: ${shortened(neededBy)}\n`,
    ),
  ];
  return [`Interface endpoints (${made.length.toString()} made here)`, lines.join("")];
}

const usd = (amount: number | undefined): string => (amount === undefined ? "price not known" : `$${amount.toFixed(2)}`);

/** The sum of what is known, and how many endpoints it leaves out. */
function usdOf(endpoints: readonly PlannedEndpoint[], per = ""): string {
  const known = endpoints.flatMap(({ usdPerMonth }) => usdPerMonth ?? []);
  const unknown = endpoints.length - known.length;
  if (known.length === 0) return "price not known";
  const sum = `${usd(known.reduce((total, amount) => total + amount, 0))}${per}`;
  return unknown === 0 ? sum : `${sum} and the price of ${count(unknown, "endpoint")}, which is not known`;
}

function sourceOf(endpoints: readonly PlannedEndpoint[]): string {
  const regions = [...new Set(endpoints.map(({ region }) => region))].sort();
  const prices = regions.flatMap((region) => {
    const price = endpointPrice(region);
    return price === undefined ? [] : [`${region} $${price.usdPerHour.toString()} an hour and zone (${price.date})`];
  });
  return prices.length === 0 ? "" : `  Prices as quoted from the ${PRICES_SOURCE}: ${prices.join(", ")}.\n`;
}

/** The first of those that need it, and how many there are besides. */
function shortened([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length.toString()} more`;
}
