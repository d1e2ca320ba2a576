import { all, changing, refuses } from "../../support/mistakes.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

const AT = "accounts/orders-prod/data.yaml";
const SECRET = "    description: What the invoicer signs with\n";

/** Gives the sample's table `rates` tags. */
const tagged = (tags: string) =>
  changing(dataOf("orders-prod"), "    timeToLive: expiresAt\n", `    timeToLive: expiresAt\n    tags: ${tags}\n`);
const ofAccount = (tags: string) => changing(accountOf("orders-prod"), "workloads:\n", `tags: ${tags}\nworkloads:\n`);
const many = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `tag${index.toString()}: a`).join(", ")} }`;

refuses("tags of tables, keys and secrets", [
  {
    fact: "takes tags beside the account's, and one in the place of the account's",
    make: all(tagged("{ team: rates, cost: a }"), ofAccount("{ team: orders }")),
    problems: [],
  },
  { fact: "takes as many tags as fit beside those of stacks", make: tagged(many(48)), problems: [] },
  {
    fact: "refuses one more",
    make: tagged(many(49)),
    problems: [`${AT}:21:5: tables.rates.tags: has too many tags, got 49; AWS takes 50, of which stacks need 2; keep 48`],
  },
  {
    fact: "counts the account's tags once, and those of the same key not twice",
    make: all(tagged(many(47)), ofAccount("{ tag0: b, team: orders }")),
    problems: [],
  },
  {
    fact: "refuses too many with the account's",
    make: all(tagged(many(47)), ofAccount("{ cost: b, team: orders }")),
    problems: [
      `${AT}:21:5: tables.rates.tags: has too many tags with those of orders-prod, got 49; AWS takes 50, of which stacks need 2; keep 48`,
    ],
  },
  {
    fact: "refuses tags that are reserved for AWS and for stacks, whatever their case",
    make: tagged('{ "Aws:team": a, "Palisade:organization": b }'),
    problems: [
      `${AT}:21:13: tables.rates.tags.Aws:team: is reserved for AWS, got "Aws:team"; rename the tag`,
      `${AT}:21:28: tables.rates.tags.Palisade:organization: is reserved for what stacks and guardrails tag, got "Palisade:organization"; rename the tag`,
    ],
  },
  {
    fact: "refuses two tags whose keys differ in case alone",
    make: tagged("{ team: a, Team: b }"),
    problems: [`${AT}:21:22: tables.rates.tags.Team: differs from "team" in case alone, got "Team"; write team, or rename the tag`],
  },
  {
    fact: "refuses a tag whose key differs from the account's in case alone",
    make: all(tagged("{ Team: b }"), ofAccount("{ team: orders }")),
    problems: [
      `${AT}:21:13: tables.rates.tags.Team: differs from "team" of orders-prod in case alone, got "Team"; write team, or rename the tag`,
    ],
  },
  {
    fact: "refuses characters that AWS refuses",
    make: changing(dataOf("orders-prod"), SECRET, `${SECRET}    tags: { team: "payments (eu)" }\n`),
    problems: [
      `${AT}:28:19: secrets.invoice-signing.tags.team: must be a tag value: at most 256 letters, digits, spaces and _.:/=+-@, got "payments (eu)"; write it like orders`,
    ],
  },
  {
    fact: "refuses tags of what exists already",
    make: changing(dataOf("shop-legacy"), "    existing: shop-baskets\n", "    existing: shop-baskets\n    tags: { team: shop }\n"),
    problems: [
      "accounts/shop-legacy/data.yaml:5:5: tables.baskets.tags: are tags of what exists already, which Palisade does not change; remove them, and let whoever made it set them",
    ],
  },
]);
