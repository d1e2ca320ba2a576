import { stringify } from "yaml";
import type { Files } from "../../model/reading/draft.ts";
import { LINE } from "./line.ts";

export const TEMPLATE = "templates/team/template.yaml";
export const TEMPLATE_ACCOUNT = "templates/team/account.yaml";
export const TEMPLATE_DATA = "templates/team/data.yaml";

/** What a template says of an account, before it is text. */
export interface Templated {
  readonly account: object;
  readonly data: object;
}

/** An account of a team, with a table whose name and reader are its own. */
export const TEAM: Templated = {
  account: {
    account: "$(account)",
    description: "Of the team $(account): $(what)",
    id: "$(id)",
    organizationalUnit: "workloads",
    networks: { main: { region: "eu-west-1", cidr: "10.$(block).0.0/16", zones: 1 } },
    workloads: { api: { runsOn: "lambda", network: "main" }, "$(job)": { runsOn: "ec2", network: "main" } },
    deployers: ["pipeline/$(account)"],
  },
  data: {
    tables: {
      "$(account)-records": {
        key: { partition: { id: "string" } },
        usedBy: { api: { can: ["read", "write"] }, "$(job)": { can: ["read", "scan"] } },
        sharedWith: { "consumer/reporter": { can: ["read"], purpose: "etl", because: "the report says: $(what)" } },
      },
    },
  },
};

/** The values of an account, by parameter. */
export type Values = Readonly<Record<string, string>>;

const PARAMETERS = { id: "the id of the account", block: "the block of its network", job: "the name of its job", what: "what it is for" };

/** The line with accounts that a template makes. */
export const fromTemplate = (accounts: Readonly<Record<string, Values>>, { account, data } = TEAM): Files =>
  new Map([
    ...LINE,
    [TEMPLATE, stringify({ parameters: PARAMETERS, accounts })],
    [TEMPLATE_ACCOUNT, stringify(account)],
    [TEMPLATE_DATA, stringify(data)],
  ]);

/** The same accounts, each written out. */
export const writtenOut = (accounts: Readonly<Record<string, Values>>, { account, data } = TEAM): Files =>
  new Map([
    ...LINE,
    ...Object.entries(accounts).flatMap(([name, values]): [string, string][] => {
      const all: Values = { ...values, account: name };
      const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
      const written = (what: object) =>
        stringify(JSON.parse(JSON.stringify(what).replace(/\$\((\w+)\)/g, (_, parameter: string) => escaped(all[parameter] ?? ""))));
      return [
        [`accounts/${name}/account.yaml`, written(account)],
        [`accounts/${name}/data.yaml`, written(data)],
      ];
    }),
  ]);

/** As many accounts with values of their own. */
export const teams = (count: number): Readonly<Record<string, Values>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `team-${index.toString()}`,
      {
        id: `4${index.toString().padStart(11, "0")}`,
        block: (100 + index).toString(),
        job: `job-${index.toString()}`,
        what: `records of team ${index.toString()}`,
      },
    ]),
  );
